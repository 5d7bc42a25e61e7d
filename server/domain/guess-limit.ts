import type { Seconds } from './units.ts';
import { userCodeEntropy } from './user-code.ts';
import type { UserCodeShape } from './user-code.ts';

/** How long wrong codes are held against whoever typed them. */
export const GUESS_WINDOW: Seconds = 15 * 60;

/** How long it takes until somebody who mistyped counts as somebody who never did. */
export const CLEAN_AFTER: Seconds = 24 * 60 * 60;

/** How many wrong codes are borne in one window. */
export interface GuessLimits {
  /** Of one account. Nobody mistypes that often; a machine is stopped at once. */
  readonly perAccount: number;
  /** Of one network, over all accounts: an office behind one address mistypes that often and still works. */
  readonly perNetwork: number;
  /** Of everybody. Beyond it, only who has not mistyped for a day may look. */
  readonly overall: number;
}

/** Wrong codes in this window, the look that is about to be taken included. */
export interface GuessCounts {
  readonly account: number;
  readonly network: number;
  readonly overall: number;
  /** Of this account in a day. */
  readonly accountToday: number;
}

/**
 * May this person look at a code? (RFC 8628, section 5.1)
 *
 * The overall limit is what bounds guessing by many accounts from many addresses. It does not lock anybody out who types their code rightly: the first look of
 * an account that mistyped nothing for a day is always free, and a look that finds a waiting device is not counted.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-5.1 RFC 8628, section 5.1}
 */
export function mayLook(counts: GuessCounts, limits: GuessLimits): boolean {
  const isFirst = counts.accountToday === 1;
  return (
    counts.account <= limits.perAccount && counts.network <= limits.perNetwork && (isFirst || counts.overall <= limits.overall)
  );
}

/**
 * How many codes a day of guessing finds, on average.
 *
 * @param guesses how many wrong codes are looked at in a day
 * @param liveCodes how many codes are waiting at any time
 */
export function expectedHits(guesses: number, liveCodes: number, shape: UserCodeShape): number {
  return (guesses * liveCodes) / 2 ** userCodeEntropy(shape);
}

/** The most wrong codes that an attacker with so many accounts can look at in a day: the overall limit, and a free first look of each account. */
export function guessesPerDay({ overall }: Pick<GuessLimits, 'overall'>, accounts: number): number {
  return (overall * CLEAN_AFTER) / GUESS_WINDOW + accounts;
}
