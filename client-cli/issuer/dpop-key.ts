import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';

/** ECDSA on P-256: the one algorithm that every DPoP server takes. */
export const DPOP_ALGORITHM = 'ES256';

/** The key that this login's tokens are bound to (RFC 9449). It lives and dies with the refresh token (section 5). */
export interface DpopKey {
  /** Both halves, for WebCrypto. */
  readonly pair: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
  readonly publicJwk: JWK;
  /** With the private half: for the token store only. */
  readonly privateJwk: JWK;
  /** `jkt`, the SHA-256 thumbprint (RFC 7638): what tokens name the key by. */
  readonly thumbprint: string;
}

/** Makes a new key. */
export async function createDpopKey(): Promise<DpopKey> {
  const { privateKey } = await generateKeyPair(DPOP_ALGORITHM, { extractable: true });
  return restoreDpopKey(await exportJWK(privateKey));
}

/** Brings back a key from the token store. */
export async function restoreDpopKey(privateJwk: JWK): Promise<DpopKey> {
  const { d: _private, ...publicJwk } = privateJwk;
  const [privateKey, publicKey] = await Promise.all([
    importJWK(privateJwk, DPOP_ALGORITHM),
    importJWK(publicJwk, DPOP_ALGORITHM, { extractable: true }),
  ]);
  return {
    // importJWK gives raw bytes for symmetric keys only; this one is an elliptic curve key.
    pair: { privateKey: privateKey as CryptoKey, publicKey: publicKey as CryptoKey },
    publicJwk,
    privateJwk,
    thumbprint: await calculateJwkThumbprint(publicJwk),
  };
}
