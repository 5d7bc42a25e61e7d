import { EmbeddedJWK, calculateJwkThumbprint, jwtVerify } from 'jose';
import type { JWK, JWTPayload } from 'jose';
import type { Middleware } from 'koa';
import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

import type { DpopNonces } from '../domain/dpop-nonces.ts';
import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { fromNumericDate, later } from '../domain/units.ts';
import type { Seconds } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Replays } from '../ports/storage.ts';

/**
 * How far a proof's clock may be from ours, as at the engine's endpoints. A console whose clock is further off is asked for a nonce, which says as well that
 * the proof is new (RFC 9449, section 11.1).
 */
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
   * @throws `invalid_dpop_proof`, `use_dpop_nonce`, or `invalid_request` when the two differ
   */
  readonly keyOf: (ctx: KoaContextWithOIDC) => string | undefined;
}

/** What reading proofs needs. */
export interface DeviceProofsDeps {
  readonly issuer: string;
  readonly replays: Replays;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly nonces: DpopNonces;
  /** Is a recent time not enough (`dpop.require_nonce` in countersign.yaml)? */
  readonly requireNonce: boolean;
}

/** What became of the proof of a request. */
type Verdict =
  | { readonly kind: 'proved'; readonly thumbprint: string }
  | { readonly kind: 'nonce-wanted' }
  | { readonly kind: 'refused'; readonly cause: unknown };

/** A proof that is signed by its key and made for this request. */
interface Proof {
  readonly thumbprint: string;
  readonly jti: string;
  readonly iat: number;
  readonly nonce: string;
}

/**
 * The engine looks at proofs where tokens are handed out. We look at the one that comes with the device authorization request, so that the device code is
 * bound to the console's key from the first moment: who steals the code cannot redeem it. What is a good proof is the same at both.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-4.3 RFC 9449, section 4.3}
 */
export function createDeviceProofs(deps: DeviceProofsDeps): DeviceProofs {
  const { issuer, replays, takeFingerprint, clock, nonces, requireNonce } = deps;
  const address = `${issuer}/device_authorization`;
  const verdicts = new WeakMap<object, Verdict>();

  async function read(proof: string): Promise<Proof> {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: [...PROOF_ALGORITHMS],
      currentDate: new Date(clock()),
      clockTolerance: CLOCK_TOLERANCE,
    });
    return { ...readClaims(payload, address), thumbprint: await calculateJwkThumbprint(protectedHeader.jwk as JWK) };
  }

  function isNew({ iat, nonce }: Proof): boolean {
    if (nonce !== '') return nonces.accepts(nonce, clock());
    return !requireNonce && Math.abs(clock() - fromNumericDate(iat)) <= CLOCK_TOLERANCE * 1000;
  }

  /** A storage that does not answer is no verdict, and thrown. */
  async function judge(header: string): Promise<Verdict> {
    const proof = await read(header).catch((cause: unknown) => ({ kind: 'refused', cause }) as const);
    if ('kind' in proof) return proof;
    if (!isNew(proof)) return { kind: 'nonce-wanted' };
    const { thumbprint, jti } = proof;
    const key = takeFingerprint('proof', JSON.stringify([thumbprint, jti]));
    const isFirst = await replays.claim(key, later(clock(), 2 * CLOCK_TOLERANCE)); // from a clock that is ahead it is good for twice as long
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
      if (header !== '' && ctx.method === 'POST' && ctx.path.toLowerCase() === '/device_authorization') {
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

/** @throws if the proof is for another request, or a claim is not there (RFC 9449, section 4.2) */
function readClaims({ jti, htm, htu, iat, nonce = '' }: JWTPayload, address: string): Omit<Proof, 'thumbprint'> {
  if (htm !== 'POST' || typeof htu !== 'string' || withoutQuery(htu) !== address)
    throw new Error('the proof is for another request');
  if (typeof jti !== 'string' || jti === '' || typeof iat !== 'number' || typeof nonce !== 'string')
    throw new Error('a claim of the proof is missing or of the wrong type');
  return { jti, iat, nonce };
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

/** As URLs are compared: host in lower case, default port left out (RFC 3986, section 6.2), and without query and fragment. */
function withoutQuery(address: string): string {
  const url = URL.parse(address);
  if (!url) return '';
  url.search = '';
  url.hash = '';
  return url.href;
}
