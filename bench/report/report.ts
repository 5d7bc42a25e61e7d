import { WITHOUT_PROOFS } from '../measure/bound.ts';
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

/** A subject that others are compared with, and what it is called there. */
interface Reference {
  readonly name: string;
  readonly as: string;
}

const ENGINE: Reference = { name: NAMES.engine, as: 'engine' };
const KOA: Reference = { name: NAMES.koa, as: 'Koa' };
const PLAIN: Reference = { name: NAMES.redis + WITHOUT_PROOFS, as: 'without' };

/** The findings as Markdown, which is what the terminal gets too. */
export function report(findings: Findings, { plan, seconds, machine, date }: Circumstances): string {
  const { polls, authorizations, pairings, refreshes, bound, growth, memory } = findings;
  return [
    `${date.toISOString().slice(0, 10)}, ${machine}. ${plan.name === 'quick' ? 'Quick' : 'Full'} run of ${seconds} s: ` +
      `${plan.rounds} rounds, turns of ${plan.turn} s, ${plan.pairings} pairings a turn.`,
    goalsTable(goalsOf(findings)),
    ...section(polls, `polls (${thousands(plan.pendingCodes)} pending codes)`, [ENGINE, KOA]),
    ...section(authorizations, 'device authorizations', [ENGINE]),
    ...section(pairings, 'pairings', [ENGINE]),
    ...section(refreshes, 'refreshes', [ENGINE]),
    ...section(bound?.polls, 'polls with a DPoP proof', [ENGINE, PLAIN]),
    ...section(bound?.pairings, 'pairings with a DPoP proof', [ENGINE, PLAIN]),
    ...section(bound?.refreshes, 'refreshes with a DPoP proof', [ENGINE, PLAIN]),
    ...(growth ? [growthTable(growth)] : []),
    table(
      ['memory of the process', 'MiB at start', 'MiB at the end'],
      memory.map(({ name, idle, after }) => [name, mebibytes(idle), mebibytes(after)]),
    ),
  ].join('\n\n');
}

function section(series: readonly Series[] | undefined, what: string, comparedWith: Reference[]): string[] {
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
