/** A point in time: milliseconds since the epoch (what `Date.now()` gives). */
export type Instant = number;

/** A length of time in whole seconds: the unit of every OAuth parameter and JWT claim. */
export type Seconds = number;

/** What time is it? */
export type Clock = () => Instant;

/** The instant as JWT claims write it: whole seconds since the epoch (RFC 7519, section 2, NumericDate). */
export function toNumericDate(instant: Instant): Seconds {
  return Math.floor(instant / 1000);
}
