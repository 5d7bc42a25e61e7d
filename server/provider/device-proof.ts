import { calculateJwkThumbprint } from 'jose';
import type { JWK } from 'jose';
import type { Middleware } from 'koa';
import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

import type { DpopNonces } from '../domain/dpop-nonces.ts';
import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { later } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Replays } from '../ports/storage.ts';
import { CLOCK_TOLERANCE, PROOF_MEMORY } from './proofs.ts';
import type { Proofs } from './proofs.ts';

const PATH = '/device_authorization';

/** SHA-256 in base64url (RFC 7638, section 3). */
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;

/** The key that a device authorization request proved, if it proved one. */
export interface DeviceProofs {
  /** In front of the engine's device authorization endpoint. */
  readonly readDeviceProof: Middleware;
  /**
   * The thumbprint to bind the device code to: of the key proved in the DPoP header, or named by `dpop_jkt`.
   *
   * @throws `invalid_dpop_proof`, `use_dpop_nonce`, or `invalid_request` when the two differ
   */
  readonly keyOf: (ctx: KoaContextWithOIDC) => string | undefined;
}

/** What reading proofs needs. */
export interface DeviceProofsDeps {
  readonly proofs: Proofs;
  readonly replays: Replays;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly nonces: Pick<DpopNonces, 'next'>;
}

/** What became of the proof of a request. */
type Verdict =
  | { readonly kind: 'proved'; readonly thumbprint: string }
  | { readonly kind: 'nonce-wanted' }
  | { readonly kind: 'refused'; readonly cause: unknown };

/**
 * The engine looks at proofs where tokens are handed out. We look at the one that comes with the device authorization request, so that the device code is
 * bound to the console's key from the first moment: who steals the code cannot redeem it.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-4.3 RFC 9449, section 4.3}
 */
export function createDeviceProofs(deps: DeviceProofsDeps): DeviceProofs {
  const { proofs, replays, takeFingerprint, clock, nonces } = deps;
  const verdicts = new WeakMap<object, Verdict>();

  /** A storage that does not answer is no verdict, and thrown. */
  async function judge(header: string): Promise<Verdict> {
    const demands = { path: PATH, now: clock(), tolerance: CLOCK_TOLERANCE };
    const proof = await proofs.read(header, demands).catch((cause: unknown) => ({ kind: 'refused', cause }) as const);
    if ('kind' in proof) return proof;
    if (!proofs.isNew(proof, clock())) return { kind: 'nonce-wanted' };
    const { thumbprint, jti } = proof;
    const key = takeFingerprint('proof', JSON.stringify([thumbprint, jti]));
    const isFirst = await replays.claim(key, later(clock(), PROOF_MEMORY));
    return isFirst ? { kind: 'proved', thumbprint } : { kind: 'refused', cause: new Error('the proof was used before') };
  }

  function provedKey(ctx: KoaContextWithOIDC): string | undefined {
    const verdict = verdicts.get(ctx);
    switch (verdict?.kind) {
      case undefined:
        return undefined;
      case 'proved':
        return verdict.thumbprint;
      case 'nonce-wanted':
        throw new errors.UseDpopNonce('put the nonce of the DPoP-Nonce header into the DPoP proof, and ask again');
      case 'refused':
        throw new errors.InvalidDpopProof('the DPoP proof is malformed, for another request, or was used before', {
          cause: verdict.cause,
        });
    }
  }

  return {
    async readDeviceProof(ctx, next) {
      const header = ctx.get('DPoP');
      if (header !== '' && ctx.method === 'POST' && ctx.path.toLowerCase() === PATH) {
        const verdict = await judge(header);
        verdicts.set(ctx, verdict);
        if (verdict.kind !== 'refused') ctx.set('DPoP-Nonce', nonces.next(clock())); // for the next request (section 8.2)
      }
      await next();
    },
    keyOf(ctx) {
      const key = provedKey(ctx);
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
 * The thumbprint of the key that a token request claims to prove, if there is one. Only the key is read here; that the proof is good is the engine's to
 * check, on the same header.
 */
export async function claimedKey(ctx: Pick<KoaContextWithOIDC, 'get'>): Promise<string | undefined> {
  const [header = ''] = ctx.get('DPoP').split('.');
  if (header === '') return undefined;
  try {
    const { jwk } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { jwk: JWK };
    return await calculateJwkThumbprint(jwk);
  } catch {
    return undefined;
  }
}
