import type { Instant, Milliseconds } from '../units.ts';

const SECOND: Milliseconds = 1000;
const MINUTE: Milliseconds = 60 * SECOND;
const HOUR: Milliseconds = 60 * MINUTE;
const DAY: Milliseconds = 24 * HOUR;

/** What a request takes: ten minutes that have just begun are still said to be ten. */
const SLACK: Milliseconds = 2 * SECOND;

/** A span in words, in one unit, rounded down: "9 minutes", "1 hour", "30 days". */
export function inWords(span: Milliseconds): string {
  const [size, unit] =
    span + SLACK >= 2 * DAY
      ? [DAY, 'day']
      : span + SLACK >= 2 * HOUR
        ? [HOUR, 'hour']
        : span + SLACK >= MINUTE
          ? [MINUTE, 'minute']
          : [SECOND, 'second'];
  const count = Math.max(0, Math.floor((size === SECOND ? span : span + SLACK) / size));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** A span as a countdown: "9:41". */
export function asCountdown(span: Milliseconds): string {
  const seconds = Math.max(0, Math.ceil(span / SECOND));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The time of day where this machine is, "14:32". */
export function asTimeOfDay(moment: Instant): string {
  const date = new Date(moment);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** The last moment that RFC 3339 can write, with its four digits for the year. */
const LAST: Instant = Date.UTC(9999, 11, 31, 23, 59, 59);

/** A moment by the clock of this machine: "2026-11-21 14:32". */
export function asLocalTime(moment: Instant): string {
  const date = new Date(Math.min(moment, LAST));
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  return `${day} ${asTimeOfDay(moment)}`;
}

/** A moment for machines: `2026-11-21T14:32:00Z` (RFC 3339, to the second). One that it cannot write is written as the nearest that it can. */
export function asTimestamp(moment: Instant): string {
  return new Date(Math.min(Math.max(moment, 0), LAST)).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
