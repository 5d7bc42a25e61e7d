import type { Milliseconds, Seconds } from '../units.ts';

/** What was learnt so far about how often to ask. */
export interface PollPace {
  /** What the server wants between two polls. */
  readonly interval: Seconds;
  /** How many times in a row no proper answer came. */
  readonly troubles: number;
}

/** What a poll that did not end the matter brought. */
export interface UnfinishedPoll {
  readonly kind: 'pending' | 'slow-down' | 'trouble';
  /** The server's own wish (Retry-After). */
  readonly retryAfter?: Seconds | undefined;
}

/** Without `interval` in the device authorization answer (RFC 8628, section 3.2). */
export const DEFAULT_INTERVAL: Seconds = 5;

/** What `slow_down` adds, for this and all later polls (RFC 8628, section 3.5). */
const SLOW_DOWN_STEP: Seconds = 5;

/** Backing off grows no further than this, so that an approval is noticed soon after the network is back. */
const LONGEST_BACK_OFF: Seconds = 30;

/** Up to this part is added while backing off, so that a thousand consoles do not come back in step. */
const JITTER = 0.25;

/**
 * How long to wait before the next poll, and with which pace from then on (RFC 8628, section 3.5).
 *
 * `slow_down` adds five seconds for good. An answer that is none (no connection, time-out, 5xx, 429, something that is not OAuth) doubles the wait each
 * time, as the RFC advises for time-outs; a proper answer ends that. A Retry-After is honoured, and never makes polls more frequent than the
 * interval.
 *
 * @param random a number from 0 to 1 (1 excluded)
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.5 RFC 8628, section 3.5}
 */
export function pacePoll(
  pace: PollPace,
  poll: UnfinishedPoll,
  random: number,
): { readonly pace: PollPace; readonly wait: Milliseconds } {
  const interval = poll.kind === 'slow-down' ? pace.interval + SLOW_DOWN_STEP : pace.interval;
  const troubles = poll.kind === 'trouble' ? pace.troubles + 1 : 0;
  const backOff = troubles === 0 ? 0 : Math.min(interval * 2 ** troubles, LONGEST_BACK_OFF) * (1 + JITTER * random);
  const wait = Math.max(interval, backOff, poll.retryAfter ?? 0);
  return { pace: { interval, troubles }, wait: Math.round(wait * 1000) };
}
