import type { Seconds } from '../domain/units.ts';

/** What a duration looks like in the files: a whole number and one unit, as `5s`, `10m`, `12h`, `30d`. */
export const DURATION_PATTERN = '^[1-9][0-9]*(s|m|h|d)$';

const SECONDS_OF = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Ten years. Whatever is longer is a slip of the pen, and would not fit the 32 bits of some client's `expires_in`. */
const LONGEST: Seconds = 3650 * SECONDS_OF.d;

/** @returns undefined if the text is no duration, or one of more than ten years */
export function parseDuration(text: string): Seconds | undefined {
  if (!new RegExp(DURATION_PATTERN).test(text)) return undefined;
  const seconds = Number(text.slice(0, -1)) * SECONDS_OF[text.slice(-1) as keyof typeof SECONDS_OF];
  return seconds <= LONGEST ? seconds : undefined;
}

/** The duration in the largest unit that fits it without a rest: 600 → `10m`, 90 → `90s`. */
export function formatDuration(seconds: Seconds): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    if (seconds > 0 && seconds % SECONDS_OF[unit] === 0) return `${seconds / SECONDS_OF[unit]}${unit}`;
  }
  return `${seconds}s`;
}
