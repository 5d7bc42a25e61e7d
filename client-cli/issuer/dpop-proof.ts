import { createPrivateKey, hash, randomUUID, sign } from 'node:crypto';
import type { JWK } from 'jose';
import type { Instant } from '../units.ts';

/** The request that a proof is for. */
export interface ProvenRequest {
  readonly method: string;
  readonly url: URL;
  /** The access token that goes with it; undefined at the authorization server. */
  readonly accessToken?: string | undefined;
  /** The nonce that the server asked for (section 8). */
  readonly nonce?: string | undefined;
}

/** What ES256 is made of: SHA-256, and the signature as the two numbers side by side (RFC 7518, section 3.4). */
const ES256 = { hash: 'sha256', encoding: 'ieee-p1363' } as const;

/**
 * Signs a DPoP proof: that whoever sends this request holds the key (RFC 9449, section 4.2). One proof is good for one method and one address,
 * for seconds, once.
 *
 * @param privateJwk the key, on P-256
 * @param now the time where the server is, as well as it is known
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-4.2 RFC 9449, section 4.2}
 */
export function signDpopProof(privateJwk: JWK, { method, url, accessToken, nonce }: ProvenRequest, now: Instant): string {
  const { kty, crv, x, y } = privateJwk;
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } };
  const claims = {
    jti: randomUUID(),
    htm: method,
    htu: `${url.origin}${url.pathname}`,
    iat: Math.floor(now / 1000),
    ...(accessToken === undefined ? {} : { ath: hash('sha256', accessToken, 'base64url') }),
    ...(nonce === undefined ? {} : { nonce }),
  };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' });
  const signature = sign(ES256.hash, Buffer.from(signed), { key, dsaEncoding: ES256.encoding });
  return `${signed}.${signature.toString('base64url')}`;
}
