import type { Instant, Seconds } from '../units.ts';

/**
 * How long the server asks to wait (RFC 9110, section 10.2.3): a number of seconds or a date.
 *
 * @param value the header `Retry-After`
 * @param now the wall clock, to count from when it is a date
 * @returns seconds, never negative; undefined when there is no such wish or it cannot be read
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 RFC 9110, section 10.2.3}
 */
export function readRetryAfter(value: string | null, now: Instant): Seconds | undefined {
  if (value === null) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value);
  const date = /^[A-Z][a-z]+, /.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
