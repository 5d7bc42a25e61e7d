import type { Instant, Milliseconds } from './units.ts';

/** How long an answer that was lost on the way can be asked for again. */
export const LOST_ANSWER_WINDOW: Milliseconds = 60_000;

/** What to do about a refresh token that somebody presents. */
export type RefreshVerdict = 'rotate' | 'repeat' | 'reused';

/**
 * Is this refresh token good, was its answer lost, or was it stolen? (RFC 9700, section 4.14.2)
 *
 * A token that was rotated may come once more for a short time, as long as its successor was never used: then the answer that carried the successor
 * did not arrive. After that, two parties hold tokens of one line, and nobody can tell which is the thief.
 *
 * @param standing where the token stands in its line: see `ports/grants.ts`
 * @param rotatedAt when the previous token was rotated for the first time: repeating does not prolong the window
 */
export function judgeRefresh(
  standing: 'current' | 'previous' | 'spent',
  rotatedAt: Instant | undefined,
  now: Instant,
): RefreshVerdict {
  if (standing === 'current') return 'rotate';
  const isRecent = rotatedAt !== undefined && now - rotatedAt <= LOST_ANSWER_WINDOW;
  return standing === 'previous' && isRecent ? 'repeat' : 'reused';
}
