import { later } from './units.ts';
import type { Instant, Milliseconds, Seconds } from './units.ts';

/** How early a poll may come and still count as in time: network jitter must not slow an honest console down. */
export const POLL_TOLERANCE: Milliseconds = 1000;

/** The verdict on one poll. Only a poll that is in time books a slot. */
export type PollVerdict = { readonly kind: 'in-time'; readonly bookedUntil: Instant } | { readonly kind: 'too-early' };

/**
 * Was this poll too early? (RFC 8628, section 3.5)
 *
 * Each poll in time books the slot one interval ahead, counted from the moment it came. A poll that comes before the booked slot (less the
 * tolerance) is refused and books nothing: refusals never push the slot away, so a console that keeps a steady pace cannot be locked out,
 * and the very first poll is always in time.
 *
 * No poll of this clock books a slot further ahead than one interval. One that is further ahead than two was booked before the clock was set back, or by a process whose
 * clock is ahead: it does not count, or the console would hear `slow_down` until the clock has caught up.
 *
 * @param bookedUntil the slot booked by the last poll in time; undefined before the first
 * @param now when this poll came
 * @param interval what the console was told to keep
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.5 RFC 8628, section 3.5}
 */
export function judgePoll(bookedUntil: Instant | undefined, now: Instant, interval: Seconds): PollVerdict {
  const isOfThisClock = bookedUntil !== undefined && bookedUntil <= later(now, 2 * interval);
  if (isOfThisClock && now < bookedUntil - POLL_TOLERANCE) return { kind: 'too-early' };
  return { kind: 'in-time', bookedUntil: later(now, interval) };
}
