import { NAMES } from '../measure/run-plan.ts';
import type { Findings } from '../measure/run-plan.ts';
import type { Level } from '../measure/growth.ts';
import { ratio, summarise } from '../measure/take-turns.ts';
import type { Series } from '../measure/take-turns.ts';
import type { Plan } from '../plan.ts';
import { goalsOf, goalsTable } from './goals.ts';
import { mebibytes, seriesTable, table, thousands } from './tables.ts';

/** The circumstances of a run. */
export interface Circumstances {
  readonly plan: Plan;
  readonly seconds: number;
  readonly machine: string;
  readonly date: Date;
}

const ENGINE = { name: NAMES.engine, as: 'engine' };
const KOA = { name: NAMES.koa, as: 'Koa' };

/** The findings as Markdown, which is what the terminal gets too. */
export function report(findings: Findings, { plan, seconds, machine, date }: Circumstances): string {
  const { polls, authorizations, pairings, refreshes, growth, memory } = findings;
  return [
    `${date.toISOString().slice(0, 10)}, ${machine}. ${plan.name === 'quick' ? 'Quick' : 'Full'} run of ${seconds} s: ` +
      `${plan.rounds} rounds, turns of ${plan.turn} s, ${plan.pairings} pairings a turn.`,
    goalsTable(goalsOf(findings)),
    ...section(polls, `polls (${thousands(plan.pendingCodes)} pending codes)`, [ENGINE, KOA]),
    ...section(authorizations, 'device authorizations', [ENGINE]),
    ...section(pairings, 'pairings', [ENGINE]),
    ...section(refreshes, 'refreshes', [ENGINE]),
    ...(growth ? [growthTable(growth)] : []),
    table(
      ['memory of the process', 'MiB at start', 'MiB at the end'],
      memory.map(({ name, idle, after }) => [name, mebibytes(idle), mebibytes(after)]),
    ),
  ].join('\n\n');
}

function section(series: readonly Series[] | undefined, what: string, comparedWith: (typeof ENGINE | typeof KOA)[]): string[] {
  return series ? [seriesTable(what, series, comparedWith)] : [];
}

function growthTable(levels: readonly Level[]): string {
  const [first] = levels;
  return table(
    ['pending codes', 'polls per second', 'CPU µs', `× ${thousands(first?.codes ?? 0)}`, 'Redis MiB', 'bytes per code'],
    levels.map(({ codes, series, redisBytes }) => {
      const { perSecond, cpu } = summarise(series);
      return [
        thousands(codes),
        thousands(perSecond),
        cpu?.toFixed(0) ?? '–',
        first ? ratio(series, first.series).toFixed(2) : '–',
        mebibytes(redisBytes),
        thousands(redisBytes / codes),
      ];
    }),
  );
}
