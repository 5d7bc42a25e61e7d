import type { Seconds } from '../units.ts';

/** Longer than any token or code lives. A number above it is a mistake, or an attempt to make a date that no calendar has. */
const TEN_YEARS: Seconds = 10 * 365 * 86_400;

/** Longer than anybody leaves a code waiting between two looks; well below what a timer takes (2^31 ms), since one that takes no more fires at once. */
const ONE_DAY: Seconds = 86_400;

/**
 * How long something lives, from an `expires_in` (RFC 6749, section 5.1).
 * @returns undefined for what is no span of time: then nothing was said
 */
export function believableLife(seconds: Seconds | undefined): Seconds | undefined {
  return seconds !== undefined && seconds >= 0 && seconds <= TEN_YEARS ? seconds : undefined;
}

/** How long a code lives (RFC 8628, section 3.2, requires that it is said): one that never ends may wait for ten years. */
export function believableCodeLife(seconds: Seconds): Seconds {
  return believableLife(seconds) ?? (seconds > TEN_YEARS ? TEN_YEARS : 0);
}

/** How long to wait between two polls (RFC 8628, section 3.2). */
export function believableInterval(seconds: Seconds): Seconds {
  return Math.min(seconds, ONE_DAY);
}
