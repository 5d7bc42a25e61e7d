/** A span of time in seconds: what OAuth answers speak (RFC 6749, RFC 8628). */
export type Seconds = number;

/** A span of time in milliseconds: what timers speak. */
export type Milliseconds = number;

/** A moment: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;
