import { createHmac, timingSafeEqual } from 'node:crypto';

import type { Clock, Instant, Seconds } from './units.ts';

/** Gives out nonces for DPoP proofs and knows them again. */
export interface DpopNonces {
  /** The one to use from now on. */
  current(): string;
  /** Was it given out a short while ago? */
  isFresh(nonce: string): boolean;
}

/** What nonces are made of. */
export interface DpopNoncesDeps {
  readonly clock: Clock;
  /** At least 32 random bytes; the same for all processes of one API. */
  readonly secret: Uint8Array;
}

/** A nonce is replaced after this long, and accepted for as long again. */
export const NONCE_PERIOD: Seconds = 120;

/**
 * Nonces that need no storage: the keyed hash of the current period. They make a proof useless that was made in advance, by someone who had
 * the machine for a moment, and they let consoles in whose clock is some minutes off.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-9 RFC 9449, section 9: nonces given by resource servers}
 */
export function createDpopNonces({ clock, secret }: DpopNoncesDeps): DpopNonces {
  function nonceOf(period: number): string {
    return createHmac('sha256', secret).update(`countersign dpop nonce ${period}`).digest('base64url');
  }
  const periodOf = (instant: Instant): number => Math.floor(instant / (NONCE_PERIOD * 1000));

  return {
    current: () => nonceOf(periodOf(clock())),
    isFresh(nonce) {
      const period = periodOf(clock());
      return [period, period - 1].some((candidate) => equalInConstantTime(nonce, nonceOf(candidate)));
    },
  };
}

function equalInConstantTime(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
