import { hkdfSync } from 'node:crypto';

import { equalInConstantTime } from './fingerprint.ts';
import type { Instant, Milliseconds } from './units.ts';

/** A nonce is of one minute. Good are those of the present one, of two before and of two after: processes whose clocks differ a little agree. */
const STEP: Milliseconds = 60_000;
const GOOD_STEPS = [-2, -1, 0, 1, 2] as const;
const NEXT_STEP = 1;

/** Nonces that say that a DPoP proof was made just now, whatever the clock of the console says. */
export interface DpopNonces {
  /** The one to hand out: good for two to four minutes. */
  readonly next: (now: Instant) => string;
  readonly accepts: (nonce: string, now: Instant) => boolean;
}

/**
 * Nothing is kept: every process derives the same nonces from the same secret and the time.
 *
 * They are the engine's, too: a console keeps one nonce for a whole server, so one that it got at the token endpoint must be good at ours. Were the engine to
 * make others one day, each endpoint would ask for its own; a test would say so.
 *
 * @param secret 32 bytes
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-8 RFC 9449, section 8}
 */
export function createDpopNonces(secret: Uint8Array): DpopNonces {
  function nonceOf(step: number): string {
    const salt = Buffer.alloc(8);
    salt.writeBigUInt64BE(BigInt(step));
    return Buffer.from(hkdfSync('sha256', secret, salt, 'DPoP', 32)).toString('base64url');
  }

  function ofMinute(step: number) {
    return { step, next: nonceOf(step + NEXT_STEP), good: GOOD_STEPS.map((offset) => nonceOf(step + offset)) };
  }

  let latest: ReturnType<typeof ofMinute> | undefined; // asked for with every proof, derived once a minute
  function at(now: Instant): ReturnType<typeof ofMinute> {
    const step = Math.floor(now / STEP);
    if (latest?.step !== step) latest = ofMinute(step);
    return latest;
  }

  return {
    next: (now) => at(now).next,
    accepts: (nonce, now) => at(now).good.some((good) => equalInConstantTime(good, nonce)),
  };
}
