import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

declare const brand: unique symbol;

/**
 * What storage knows a secret by: a keyed hash (HMAC-SHA-256, base64url, 43 characters; of codes 22). Whoever reads it learns no device code, user code, token or
 * session from it. User codes are short: what keeps them from being tried out offline is the key (the pepper), for whoever sees records and not the
 * lasting secrets, as in a slow log, a list of keys or an evicted page. Who reads all of the storage has the pepper too, and the signing keys.
 */
export type Fingerprint = string & { readonly [brand]: 'fingerprint' };

/** The kinds of secret that storage is searched by. One secret has different fingerprints as different kinds. */
export type SecretKind =
  | 'device_code'
  | 'user_code'
  | 'refresh_token'
  | 'web_session'
  | 'sign_in'
  | 'review'
  | 'proof'
  | 'counter'
  | 'credentials'
  | 'engine';

/**
 * Of codes, which live for minutes, half of the hash is kept: 132 bits, which nobody finds by trying. There may be millions of them, and what storage spends on finding one
 * is memory that no cache has: half the name is a third of that.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc2104#section-5 RFC 2104, section 5}
 */
const LENGTH: Readonly<Partial<Record<SecretKind, number>>> = { device_code: 22, user_code: 22 };

/** Makes fingerprints with one pepper. */
export type TakeFingerprint = (kind: SecretKind, secret: string) => Fingerprint;

/**
 * @param pepper 32 random bytes, made once and kept with the signing keys
 * @returns a function from secret to fingerprint
 */
export function createTakeFingerprint(pepper: Uint8Array): TakeFingerprint {
  const key = createSecretKey(pepper); // imported once: a poll would spend longer on that than on the hash
  return function takeFingerprint(kind, secret) {
    return createHmac('sha256', key).update(`${kind}\0${secret}`).digest('base64url').slice(0, LENGTH[kind]) as Fingerprint;
  };
}

/** Are the two strings equal? Takes the same time wherever they differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
