import type { Findings } from '../measure/run-plan.ts';
import { NAMES } from '../measure/run-plan.ts';
import { median, ratios } from '../measure/take-turns.ts';
import type { Series } from '../measure/take-turns.ts';
import { table } from './tables.ts';

/** What the server has to reach, and what it reached. */
export interface Goal {
  readonly what: string;
  readonly wanted: number;
  /** What each round reached. The middle decides; a middle within what the rounds differ by is no proof either way. */
  readonly rounds: readonly number[];
}

/** The goals that the findings say something about. All are ratios: figures of one run, on one machine, at one time. */
export function goalsOf({ polls, authorizations, pairings, refreshes, bound, growth }: Findings): Goal[] {
  const few = growth?.[0];
  const many = growth?.at(-1);
  return [
    ...compare('polls, as a multiple of oidc-provider alone', 3, polls, NAMES.redis, NAMES.engine),
    ...compare('polls, as a part of what bare Koa reaches', 0.85, polls, NAMES.redis, NAMES.koa),
    ...compare('polls on SQLite, as a multiple of those on Redis', 1, polls, NAMES.sqlite, NAMES.redis),
    ...beside('authorizations', authorizations),
    ...beside('pairings', pairings),
    ...beside('refreshes', refreshes),
    ...beside('polls with a proof', bound?.polls),
    ...beside('pairings with a proof', bound?.pairings),
    ...beside('refreshes with a proof', bound?.refreshes),
    ...(few && many
      ? [
          {
            what: `polls with ${many.codes.toLocaleString('en-US')} pending codes, as a part of those with ${few.codes.toLocaleString('en-US')}`,
            wanted: 0.95,
            rounds: ratios(many.series, few.series),
          },
        ]
      : []),
  ];
}

/** The goals as a table. */
export function goalsTable(goals: readonly Goal[]): string {
  return table(
    ['goal', 'wanted', 'reached', 'rounds', ''],
    goals.map(({ what, wanted, rounds }) => [
      what,
      `≥ ${wanted.toFixed(2)}`,
      median(rounds).toFixed(2),
      `${Math.min(...rounds).toFixed(2)} … ${Math.max(...rounds).toFixed(2)}`,
      verdict(wanted, rounds),
    ]),
  );
}

/**
 * Unclear where the middle is next to the line and the rounds themselves disagree: then the machine was too busy to tell. One of nine may be on the other side:
 * that the true middle is there too has a chance of 2 in 100 (the sign test).
 */
function verdict(wanted: number, rounds: readonly number[]): string {
  const reached = median(rounds);
  const isClose = Math.abs(reached - wanted) < 0.05 * wanted;
  const onTheOtherSide = rounds.filter((round) => round >= wanted !== reached >= wanted).length;
  if (isClose && onTheOtherSide > rounds.length / 9) return 'unclear';
  return reached >= wanted ? 'reached' : 'missed';
}

/** No slower than the engine alone, on either storage; the engine is on Redis. */
function beside(what: string, all: readonly Series[] | undefined): Goal[] {
  return [
    ...compare(`${what}, as a multiple of oidc-provider alone`, 1, all, NAMES.redis, NAMES.engine),
    ...compare(`${what} on SQLite, as a multiple of oidc-provider alone on Redis`, 1, all, NAMES.sqlite, NAMES.engine),
  ];
}

function compare(what: string, wanted: number, all: readonly Series[] | undefined, of: string, to: string): Goal[] {
  const one = all?.find(({ name }) => name === of);
  const other = all?.find(({ name }) => name === to);
  return one && other ? [{ what, wanted, rounds: ratios(one, other) }] : [];
}
