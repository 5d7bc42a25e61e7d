import type { Loss } from './journal.ts';
import type { KillLoopReport } from './kill-loop.ts';
import type { FaultReport } from './run-fault.ts';

const HEAD = [
  'storage',
  'what happens',
  'what is heard meanwhile',
  'longest wait',
  'everything works again',
  'lost, of what was acknowledged',
];

const SHORT_NAMES: Readonly<Record<string, string>> = {
  'ask for a code': 'codes',
  poll: 'polls',
  'open the page': 'the page',
  decide: 'decisions',
  refresh: 'refreshes',
  revoke: 'logouts',
};

/** The table in Markdown: a line for each fault, from all its runs. */
export function faultTable(lines: readonly (readonly FaultReport[])[]): string {
  const rows = lines.map((reports) => {
    const { place, fault, countsFrom } = reports[0]!;
    const wrong = reports.flatMap((report) => report.wrong);
    const since = countsFrom === 'fault' ? 'after it' : 'after its end';
    return [
      place,
      fault,
      wrong.length > 0 ? `**wrong: ${wrong.length}**` : heard(reports),
      range(reports.map(({ slowest }) => slowest)),
      `${range(reports.map(({ back }) => back))} ${since}`,
      losses(reports),
    ];
  });
  return [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What the kills came to, in a sentence. */
export function killLoopSentence({ kills, acknowledged, lost }: KillLoopReport): string {
  const found = lost.length === 0 ? 'None was lost, and the file was never damaged.' : `**Lost: ${lost.join('; ')}.**`;
  return `SQLite, two processes at a time on one file, killed (-9) in the middle of steps, ${kills} kills: ${acknowledged.toLocaleString('en-US')} steps had been acknowledged. ${found}`;
}

/** What said "come again", by the form in which it said so. */
function heard(reports: readonly FaultReport[]): string {
  const stepsOf = new Map<string, Set<string>>();
  for (const what of reports.flatMap(({ seen }) => [...seen.keys()])) {
    const [step = '', answer = ''] = what.split(': ');
    if (!/503|no connection/.test(answer)) continue; // an honest answer about a loss: it stands in its own column
    stepsOf.set(answer, (stepsOf.get(answer) ?? new Set()).add(SHORT_NAMES[step] ?? step));
  }
  if (stepsOf.size === 0) return 'nothing is refused';
  return [...stepsOf].map(([answer, steps]) => `\`${answer}\`: ${[...steps].sort().join(', ')}`).join('; ');
}

function losses(reports: readonly FaultReport[]): string {
  const total = new Map<Loss, number>();
  for (const report of reports) for (const [what, count] of report.losses) total.set(what, (total.get(what) ?? 0) + count);
  const lost = [...total].map(([what, count]) => `${what}s: ${count}`).join(', ');
  const begunAgain = reports.reduce((sum, report) => sum + report.begunAgain, 0);
  const again = begunAgain > 0 ? `; unsure, and so begun again: ${begunAgain}` : '';
  return `${lost === '' ? 'nothing' : lost}${again}`;
}

/** From the least to the most, in seconds. */
function range(milliseconds: readonly number[]): string {
  const [least, most] = [Math.min(...milliseconds), Math.max(...milliseconds)].map((value) => (value / 1000).toFixed(1));
  return least === most ? `${least} s` : `${least}–${most} s`;
}
