import type { RoundReport } from './run-round.ts';

const HEAD = [
  'what happened',
  'rounds',
  'processes',
  'got a token',
  'exit code 7',
  'killed',
  'refreshes at the server',
  'next one served after',
  'wrong',
];

const ACTIONS = { kill: 'killed (-9) at', stop: 'suspended at', 'disk-full': 'disk full at' } as const;

/** The table in Markdown: a line for each thing that happened, with all rounds in which it did. */
export function roundsTable(reports: readonly RoundReport[]): string {
  const groups = new Map<string, RoundReport[]>();
  for (const report of reports) {
    for (const name of new Set(namesOf(report))) groups.set(name, [...(groups.get(name) ?? []), report]);
  }
  const rows = [...groups].sort(([one], [other]) => one.localeCompare(other)).map(([name, group]) => row(name, group));
  return [HEAD, HEAD.map(() => '---'), ...rows, row('**all**', reports)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function namesOf({ plan }: RoundReport): string[] {
  const names = [
    ...plan.issuer.map((fault) => `on the way: ${fault}`),
    ...plan.broken.map(({ point, action }) => `a process: ${ACTIONS[action]} “${point}”`),
  ];
  return names.length === 0 ? ['nothing'] : names;
}

function row(name: string, group: readonly RoundReport[]): string[] {
  const sum = (count: (report: RoundReport) => number): string =>
    group.reduce((total, report) => total + count(report), 0).toLocaleString('en-US');
  const slowest = Math.max(...group.map(({ nextAfter }) => nextAfter));
  return [
    name,
    String(group.length),
    sum(({ plan }) => plan.processes),
    sum(({ tokens }) => tokens),
    sum(({ later }) => later),
    sum(({ killed }) => killed),
    sum(({ refreshes }) => refreshes),
    `${(slowest / 1000).toFixed(1)} s at most`,
    sum(({ wrong }) => wrong.length),
  ];
}
