import { createLocalJWKSet, createRemoteJWKSet, errors } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';

import type { Milliseconds } from '../domain/units.ts';
import type { KeySource } from '../settings/web-session-settings.ts';

/** A key that nobody knows makes us ask again, but not more often than this. */
const COOLDOWN: Milliseconds = 60_000;
/** A key that was taken back is believed no longer than this. */
const KEPT: Milliseconds = 10 * 60_000;
const TIMEOUT: Milliseconds = 5000;

/** The keys of a token's issuer cannot be had: nobody can tell whether the token is genuine. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/**
 * Finds the key that signed a token, by its `kid` and algorithm, among those of one issuer. Keys that the token brings along (`jwk`, `jku`, `x5u`) are not looked at.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7517 RFC 7517} and {@link https://www.rfc-editor.org/rfc/rfc8725#section-3.10 RFC 8725, section 3.10}
 */
export function createTokenKeys(source: KeySource): JWTVerifyGetKey {
  if ('jwks' in source) return createLocalJWKSet(source.jwks as unknown as JSONWebKeySet);
  const fetched = createRemoteJWKSet(new URL(source.uri), {
    cooldownDuration: COOLDOWN,
    cacheMaxAge: KEPT,
    timeoutDuration: TIMEOUT,
  });
  return async function findKey(header, token) {
    try {
      return await fetched(header, token);
    } catch (error) {
      if (isAboutTheToken(error)) throw error;
      throw new KeysUnavailable(`the keys at ${source.uri} cannot be had`, { cause: error });
    }
  };
}

/** The keys were there, and none of them is the token's. */
function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
