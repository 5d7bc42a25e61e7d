import type { Seconds } from '../domain/units.ts';

/** Lengths of time in words, in one language. */
export interface TimeWords {
  /** "2 minutes ago" */
  ago(seconds: Seconds): string;
  /** "9 minutes": never more than there is. For how long something still holds. */
  atMost(seconds: Seconds): string;
  /** "2 minutes": never less than it takes. For how long to wait. */
  atLeast(seconds: Seconds): string;
}

const MINUTE: Seconds = 60;
const HOUR: Seconds = 3600;
const DAY: Seconds = 24 * HOUR;

/**
 * @param language a BCP 47 tag, such as `en`
 */
export function createTimeWords(language: string): TimeWords {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const inUnit = (amount: number, unit: 'second' | 'minute' | 'hour' | 'day') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);

  function span(seconds: Seconds, round: (amount: number) => number): string {
    const whole = Math.max(0, round(seconds));
    if (whole < MINUTE) return inUnit(whole, 'second');
    if (whole < 2 * HOUR) return inUnit(round(whole / MINUTE), 'minute');
    if (whole < 2 * DAY) return inUnit(round(whole / HOUR), 'hour');
    return inUnit(round(whole / DAY), 'day');
  }

  return {
    ago(seconds) {
      const whole = Math.max(0, Math.floor(seconds));
      if (whole < MINUTE) return relative.format(-whole, 'second');
      if (whole < 2 * HOUR) return relative.format(-Math.floor(whole / MINUTE), 'minute');
      if (whole < 2 * DAY) return relative.format(-Math.floor(whole / HOUR), 'hour');
      return relative.format(-Math.floor(whole / DAY), 'day');
    },
    atMost: (seconds) => span(seconds, Math.floor),
    atLeast: (seconds) => span(seconds, Math.ceil),
  };
}
