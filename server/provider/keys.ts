import { hkdfSync } from 'node:crypto';

import { exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';

import type { RandomId } from '../ports/clock.ts';
import type { LastingSecrets } from '../ports/storage.ts';

/** What the server makes once, at its first start, and needs for ever. */
export interface Keys {
  /** Private keys that sign tokens (ES256), the newest first. */
  readonly jwks: { readonly keys: readonly JWK[] };
  /** Keys everything in storage is found by: see `domain/fingerprint.ts`. */
  readonly pepper: Uint8Array;
  /** Seals refresh tokens: see `domain/refresh-token.ts`. */
  readonly refreshTokenKey: Uint8Array;
  readonly csrfKey: Uint8Array;
  /** Signs the engine's cookies. */
  readonly cookieKey: string;
  /** Makes DPoP nonces (RFC 9449, section 8): 32 bytes, the same in every process. */
  readonly nonceSecret: Uint8Array;
}

/** What loading keys needs. */
export interface KeysDeps {
  readonly secrets: LastingSecrets;
  readonly issuer: string;
  readonly randomId: RandomId;
}

/**
 * Reads the keys from storage, or makes them. Several servers that start at once on one storage end up with the same keys: the first to write wins.
 *
 * Two issuers that were given one storage, as trial and production easily are, do not: what one of them handed out is unknown at the other. Otherwise
 * somebody of the one could approve a device of the other.
 */
export async function loadKeys({ secrets, issuer, randomId }: KeysDeps): Promise<Keys> {
  const master = await secrets.keepFirst('master', randomId(32));
  const jwks =
    (await secrets.read('signing-keys')) ??
    (await secrets.keepFirst('signing-keys', JSON.stringify(await makeSigningKeys(randomId))));
  const derive = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', Buffer.from(master, 'base64url'), issuer, `countersign ${purpose}`, 32));
  return {
    jwks: JSON.parse(jwks) as Keys['jwks'],
    pepper: derive('pepper'),
    refreshTokenKey: derive('refresh token'),
    csrfKey: derive('csrf'),
    cookieKey: Buffer.from(derive('cookie')).toString('base64url'),
    nonceSecret: derive('dpop nonce'),
  };
}

async function makeSigningKeys(randomId: RandomId): Promise<Keys['jwks']> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: randomId(9) }] };
}
