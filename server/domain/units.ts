/** A point in time: milliseconds since the epoch (what `Date.now()` gives). */
export type Instant = number;

/** A length of time in whole seconds: the unit of every OAuth parameter (RFC 6749, RFC 8628). */
export type Seconds = number;

/** A length of time in milliseconds: the difference of two instants. */
export type Milliseconds = number;

/** The instant as OAuth and JWT claims write it: whole seconds since the epoch (RFC 7519, section 2, NumericDate). */
export function toNumericDate(instant: Instant): number {
  return Math.floor(instant / 1000);
}

/** A NumericDate (seconds since the epoch) as an instant. */
export function fromNumericDate(numericDate: number): Instant {
  return numericDate * 1000;
}

/** The instant that lies `seconds` after `instant`. */
export function later(instant: Instant, seconds: Seconds): Instant {
  return instant + seconds * 1000;
}
