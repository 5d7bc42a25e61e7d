import { EmbeddedJWK, calculateJwkThumbprint, jwtVerify } from 'jose';
import type { JWK } from 'jose';
import type { Middleware } from 'koa';
import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { fromNumericDate, later } from '../domain/units.ts';
import type { Seconds } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Replays } from '../ports/storage.ts';

/** How far a proof's clock may be from ours: what the engine allows at its own endpoints. */
const CLOCK_TOLERANCE: Seconds = 300;

/** The algorithms of proofs, as in the metadata (RFC 9449, section 5.1, `dpop_signing_alg_values_supported`). */
export const PROOF_ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519'] as const;

/** SHA-256 in base64url (RFC 7638, section 3). */
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;

/** The key that a device authorization request proved, if it proved one. */
export interface DeviceProofs {
  /** In front of the engine's device authorization endpoint. */
  readonly readDeviceProof: Middleware;
  /**
   * The thumbprint to bind the device code to: of the key proved in the DPoP header, or named by `dpop_jkt`.
   *
   * @throws `invalid_dpop_proof`, or `invalid_request` when the two differ
   */
  readonly keyOf: (ctx: KoaContextWithOIDC) => string | undefined;
}

/** What reading proofs needs. */
export interface DeviceProofsDeps {
  readonly issuer: string;
  readonly replays: Replays;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
}

/**
 * The engine looks at proofs where tokens are handed out. We look at the one that comes with the device authorization request, so that the device code is
 * bound to the console's key from the first moment: who steals the code cannot redeem it.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-4.3 RFC 9449, section 4.3}
 */
export function createDeviceProofs({ issuer, replays, takeFingerprint, clock }: DeviceProofsDeps): DeviceProofs {
  const address = `${issuer}/device_authorization`;
  const proved = new WeakMap<object, string | Error>();

  /** @returns the key's thumbprint and the name of the proof */
  async function verify(proof: string): Promise<{ readonly thumbprint: string; readonly jti: unknown }> {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: [...PROOF_ALGORITHMS],
      currentDate: new Date(clock()),
      clockTolerance: CLOCK_TOLERANCE,
      requiredClaims: ['jti', 'htm', 'htu', 'iat'],
    });
    const { jti, htm, htu, iat = 0 } = payload;
    const isRecent = Math.abs(clock() - fromNumericDate(iat)) <= CLOCK_TOLERANCE * 1000;
    if (htm !== 'POST' || !isRecent || typeof htu !== 'string' || withoutQuery(htu) !== address)
      throw new Error('the proof is for another request');
    return { thumbprint: await calculateJwkThumbprint(protectedHeader.jwk as JWK), jti };
  }

  /** @returns the thumbprint of the key that was proved, or why it was not; a storage that does not answer is neither, and thrown */
  async function judge(proof: string): Promise<string | Error> {
    const verified = await verify(proof).catch((error: unknown) => error as Error);
    if (verified instanceof Error) return verified;
    const key = takeFingerprint('proof', JSON.stringify([verified.thumbprint, verified.jti]));
    const isFirst = await replays.claim(key, later(clock(), 2 * CLOCK_TOLERANCE));
    return isFirst ? verified.thumbprint : new Error('the proof was used before');
  }

  return {
    async readDeviceProof(ctx, next) {
      const proof = ctx.get('DPoP');
      if (proof !== '' && ctx.path.toLowerCase() === '/device_authorization') {
        proved.set(ctx, await judge(proof));
      }
      await next();
    },
    keyOf(ctx) {
      const key = proved.get(ctx);
      if (key instanceof Error)
        throw new errors.InvalidDpopProof('the DPoP proof is malformed, for another request, too old, or was used before', {
          cause: key,
        });
      const named = ctx.oidc.body?.dpop_jkt;
      if (named === undefined || named === '') return key;
      if (typeof named !== 'string' || !THUMBPRINT.test(named))
        throw new errors.InvalidRequest('dpop_jkt must be a SHA-256 thumbprint in base64url');
      if (key !== undefined && key !== named) throw new errors.InvalidRequest('dpop_jkt is not the key of the DPoP proof');
      return named;
    },
  };
}

/**
 * Does the poll come with a proof by this key? Only the key is compared here; that the proof is good is the engine's to check, on the same header.
 */
export async function isProvedBy(ctx: KoaContextWithOIDC, thumbprint: string): Promise<boolean> {
  const [header = ''] = ctx.get('DPoP').split('.');
  try {
    const { jwk } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { jwk: JWK };
    return (await calculateJwkThumbprint(jwk)) === thumbprint;
  } catch {
    return false;
  }
}

function withoutQuery(address: string): string {
  const url = URL.parse(address);
  return url ? url.origin + url.pathname : '';
}
