import type { Seconds } from '../units.ts';

/** Reads a span of time as it is typed. @returns undefined when it is not a number above 0 */
export function readSeconds(text: string): Seconds | undefined {
  const seconds = Number(text);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
