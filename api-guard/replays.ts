import type { Clock, Instant } from './units.ts';

/**
 * Remembers what must not be accepted twice (RFC 9449, section 11.1). An API of several processes gives one that they share, such as Redis:
 * `SET key 1 NX PXAT until`.
 */
export interface Replays {
  /**
   * Claims a key until the given time.
   *
   * @param key 43 characters of base64url: a hash, so it tells nothing and has a known length
   * @returns true for exactly one caller. Rejects if it cannot tell; the request is then refused with 503.
   */
  claim(key: string, until: Instant): Promise<boolean>;
}

/** What remembering in memory needs. */
export interface MemoryReplaysDeps {
  readonly clock: Clock;
  /** How many keys to remember at most, about 150 bytes each. */
  readonly capacity: number;
}

/**
 * Remembers in the memory of this process.
 *
 * When it is full it rejects and forgets nothing: to forget a proof before its time would allow exactly the replay it is there to prevent. Only
 * callers with a valid token can fill it.
 */
export function createMemoryReplays({ clock, capacity }: MemoryReplaysDeps): Replays {
  const claimed = new Map<string, Instant>(); // in the order of claiming, which is nearly the order of expiry

  function forgetExpired(now: Instant): void {
    for (const [key, until] of claimed) {
      if (until > now) return;
      claimed.delete(key);
    }
  }

  return {
    claim(key, until) {
      const now = clock();
      forgetExpired(now);
      const before = claimed.get(key);
      if (before !== undefined && before > now) return Promise.resolve(false);
      claimed.delete(key); // over, but behind one that is not; claimed again it moves to the end
      if (claimed.size >= capacity) return Promise.reject(new Error(`the memory for ${capacity} DPoP proofs is full`));
      claimed.set(key, until);
      return Promise.resolve(true);
    },
  };
}
