import type { Instant } from './units.ts';

/**
 * The life of a device request (RFC 8628): pending → approved → consumed, or pending → denied → consumed. Storage enforces the arrows;
 * `expired` is not stored, it is what a request that nobody spent becomes when its time is over.
 */
export type StoredState = 'pending' | 'approved' | 'denied' | 'consumed';

/** What a device request is at a given moment. */
export type PairingState = StoredState | 'expired';

/** What a request is at this moment: expiry included. */
export function stateAt(stored: StoredState, expiresAt: Instant, now: Instant): PairingState {
  return stored !== 'consumed' && now >= expiresAt ? 'expired' : stored;
}
