import type { Instant, Milliseconds } from './units.ts';

/** How long an answer that was lost on the way can be asked for again. */
export const LOST_ANSWER_WINDOW: Milliseconds = 60_000;

/**
 * How many replaced tokens a line remembers. Console processes that all refresh at once make a few of them; beyond that the oldest counts as spent, so
 * that no console can make its record grow.
 */
export const REMEMBERED_REPLACED = 64;

/**
 * Where a refresh token stands in the line of its grant.
 *
 * - `current`: the one that is good now.
 * - `previous`: rotated, and its successor was never used: perhaps the answer was lost on the way.
 * - `replaced`: never used, and replaced when the previous token was presented again: either its answer was lost, or somebody else has the previous one.
 * - `spent`: rotated, and the successor was used too: whoever presents it now stole it, or was stolen from.
 */
export type Standing = 'current' | 'previous' | 'replaced' | 'spent';

/** What is remembered of a grant's refresh tokens: fingerprints. */
export interface RefreshLine {
  readonly current: string;
  readonly previous?: string | undefined;
  readonly replaced: readonly string[];
}

/** Where a token of this line stands: whatever the line does not remember was spent. */
export function standingIn({ current, previous, replaced }: RefreshLine, key: string): Standing {
  if (key === current) return 'current';
  if (key === previous) return 'previous';
  return replaced.includes(key) ? 'replaced' : 'spent';
}

/** What to do about a refresh token that somebody presents. `refuse` ends nothing; `reused` ends the device's grant. */
export type RefreshVerdict = 'rotate' | 'repeat' | 'refuse' | 'reused';

/** A refresh token in its line. */
export interface PresentedStanding {
  readonly standing: Standing;
  /** When the previous token was rotated for the first time: repeating does not prolong the window. */
  readonly rotatedAt?: Instant | undefined;
  /** Is the line bound to a key of the console? Whoever gets as far as this has proved that key. */
  readonly isBound: boolean;
}

/**
 * Is this refresh token good, was its answer lost, or was it stolen? (RFC 9700, section 4.14.2)
 *
 * A token that was rotated may come once more for a short time, as long as its successor was never used: then the answer that carried the successor
 * did not arrive. After that, two parties hold tokens of one line, and nobody can tell which is the thief.
 *
 * A successor that was replaced in this way is dead. One that turns up shortly afterwards is a refresh that crossed another on the way. One that turns up
 * later did arrive: then whoever asked again with its predecessor was somebody else. Where both had to prove one key, they are one console.
 */
export function judgeRefresh({ standing, rotatedAt, isBound }: PresentedStanding, now: Instant): RefreshVerdict {
  const isRecent = rotatedAt !== undefined && now - rotatedAt <= LOST_ANSWER_WINDOW;
  switch (standing) {
    case 'current':
      return 'rotate';
    case 'previous':
      return isRecent ? 'repeat' : 'reused';
    case 'replaced':
      return isRecent || isBound ? 'refuse' : 'reused';
    case 'spent':
      return 'reused';
  }
}
