import { EmbeddedJWK, calculateJwkThumbprint, jwtVerify } from 'jose';
import type { JWK, JWTPayload } from 'jose';

import type { DpopNonces } from '../domain/dpop-nonces.ts';
import { toNumericDate } from '../domain/units.ts';
import type { Instant, Seconds } from '../domain/units.ts';
import { createProvedKeys } from './proved-keys.ts';

/**
 * How far a proof's clock may be from ours, as at the engine's endpoints. A console whose clock is further off is asked for a nonce, which says as well that
 * the proof is new (RFC 9449, section 11.1).
 */
export const CLOCK_TOLERANCE: Seconds = 300;

/** How long a proof that was used is remembered: one from a clock that is ahead is good for twice as long. */
export const PROOF_MEMORY: Seconds = 2 * CLOCK_TOLERANCE;

/** The algorithms of proofs, as in the metadata (RFC 9449, section 5.1, `dpop_signing_alg_values_supported`). */
export const PROOF_ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519'] as const;

/** A proof that is signed by its key and made for this request. */
export interface Proof {
  /** Of its key: SHA-256 in base64url (RFC 7638, section 3). */
  readonly thumbprint: string;
  readonly jti: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  /** Empty if there is none. */
  readonly nonce: string;
}

/** What a proof has to be, besides signed by its key. */
export interface ProofDemands {
  /** The endpoint it was sent to. */
  readonly path: string;
  readonly now: Instant;
  /** How far `exp` and `nbf` may be off, where a proof has them. */
  readonly tolerance: Seconds;
}

/** Looks at DPoP proofs that come by POST. */
export interface Proofs {
  /** @throws if it is no proof, not signed by its key, or for another request */
  readonly read: (header: string, demands: ProofDemands) => Promise<Proof>;
  /** By its time or by its nonce. That it was not used before is for storage to say. */
  readonly isNew: (proof: Proof, now: Instant) => boolean;
}

/** What reading proofs needs. */
export interface ProofsDeps {
  readonly issuer: string;
  readonly nonces: DpopNonces;
  /** Is a recent time not enough (`dpop.require_nonce` in countersign.yaml)? */
  readonly requireNonce: boolean;
}

/**
 * What is a good proof is the same wherever it comes.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-4.3 RFC 9449, section 4.3}
 */
export function createProofs({ issuer, nonces, requireNonce }: ProofsDeps): Proofs {
  const provedKeys = createProvedKeys();

  /** Signed by the key in its head, and still good. */
  async function verify(header: string, { now, tolerance }: ProofDemands) {
    const options = {
      typ: 'dpop+jwt',
      algorithms: [...PROOF_ALGORITHMS],
      currentDate: new Date(now),
      clockTolerance: tolerance,
    };
    const head = header.slice(0, header.indexOf('.'));
    const known = provedKeys.find(head);
    if (known) return { payload: (await jwtVerify(header, known.key, options)).payload, thumbprint: known.thumbprint };
    const { payload, protectedHeader, key } = await jwtVerify(header, EmbeddedJWK, options);
    const thumbprint = await calculateJwkThumbprint(protectedHeader.jwk as JWK);
    provedKeys.keep(head, { key, thumbprint });
    return { payload, thumbprint };
  }

  return {
    async read(header, demands) {
      const { payload, thumbprint } = await verify(header, demands);
      return { ...readClaims(payload, new URL(issuer + demands.path).href), thumbprint };
    },
    isNew({ iat, nonce }, now) {
      if (nonce !== '') return nonces.accepts(nonce, now);
      return !requireNonce && Math.abs(toNumericDate(now) - iat) <= CLOCK_TOLERANCE;
    },
  };
}

/** @throws if the proof is for another request, or a claim is not there (RFC 9449, section 4.2) */
function readClaims({ jti, htm, htu, iat, nonce = '' }: JWTPayload, address: string): Omit<Proof, 'thumbprint'> {
  if (htm !== 'POST' || typeof htu !== 'string' || withoutQuery(htu) !== address)
    throw new Error('the proof is for another request');
  if (typeof jti !== 'string' || jti === '' || typeof iat !== 'number' || iat === 0 || typeof nonce !== 'string')
    throw new Error('a claim of the proof is missing or of the wrong type');
  return { jti, iat, nonce };
}

/** As URLs are compared: host in lower case, default port left out (RFC 3986, section 6.2), and without query and fragment. */
function withoutQuery(address: string): string {
  const url = URL.parse(address);
  if (!url) return '';
  url.search = '';
  url.hash = '';
  return url.href;
}
