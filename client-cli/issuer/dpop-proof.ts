import { createHash, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Instant } from '../units.ts';
import { DPOP_ALGORITHM } from './dpop-key.ts';
import type { DpopKey } from './dpop-key.ts';

/** The request that a proof is for. */
export interface ProvenRequest {
  readonly method: string;
  readonly url: URL;
  /** The access token that goes with it; undefined at the authorization server. */
  readonly accessToken?: string | undefined;
  /** The nonce that the server asked for (section 8). */
  readonly nonce?: string | undefined;
}

/**
 * Signs a DPoP proof: that whoever sends this request holds the key (RFC 9449, section 4.2). One proof is good for one method and one address,
 * for seconds, once.
 *
 * @param now the time where the server is, as well as it is known
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-4.2 RFC 9449, section 4.2}
 */
export async function signDpopProof(
  key: DpopKey,
  { method, url, accessToken, nonce }: ProvenRequest,
  now: Instant,
): Promise<string> {
  const claims = {
    jti: randomUUID(),
    htm: method,
    htu: `${url.origin}${url.pathname}`,
    iat: Math.floor(now / 1000),
    ...(accessToken === undefined ? {} : { ath: createHash('sha256').update(accessToken).digest('base64url') }),
    ...(nonce === undefined ? {} : { nonce }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: DPOP_ALGORITHM, typ: 'dpop+jwt', jwk: key.publicJwk })
    .sign(key.pair.privateKey);
}
