import { createHmac, createSecretKey } from 'node:crypto';

import { equalInConstantTime } from './fingerprint.ts';

/** Widths of the parts, in base64url characters: 128, 256 and 128 bits. */
const GRANT_ID = 22;
const SECRET = 43;
const SEAL = 22;

const FORM = new RegExp(`^[A-Za-z0-9_-]{${GRANT_ID + SECRET + SEAL}}$`);

/** What a refresh token says. */
export interface RefreshTokenParts {
  /** The grant it was made for. No secret: access tokens say it as `device_id`. */
  readonly grantId: string;
  /** What only its owner knows; storage finds it by fingerprint. */
  readonly secret: string;
}

/** Makes refresh tokens and takes them apart. */
export interface RefreshTokens {
  /** The token to hand out. */
  readonly make: (parts: RefreshTokenParts) => string;
  /** @returns undefined if the token was not made here, or is not whole */
  readonly read: (token: string) => RefreshTokenParts | undefined;
}

/**
 * A refresh token names its grant, so storage keeps nothing for a token that was spent: whoever presents one leads to the record by which its reuse is
 * recognised, however old it is (RFC 9700, section 4.14.2).
 *
 * Reuse ends a device, and the grant's id is known to every API. So a third part seals the two before it: nobody but this server makes a token that names
 * a grant, and what somebody invents is refused before storage is asked.
 *
 * @param key 32 bytes, made once
 */
export function createRefreshTokens(key: Uint8Array): RefreshTokens {
  const secretKey = createSecretKey(key);

  function seal(text: string): string {
    return createHmac('sha256', secretKey).update(text).digest('base64url').slice(0, SEAL);
  }

  return {
    make({ grantId, secret }) {
      if (grantId.length !== GRANT_ID || secret.length !== SECRET)
        throw new Error('a part of a refresh token has another length');
      return grantId + secret + seal(grantId + secret);
    },
    read(token) {
      if (!FORM.test(token) || !equalInConstantTime(token.slice(-SEAL), seal(token.slice(0, -SEAL)))) return undefined;
      return { grantId: token.slice(0, GRANT_ID), secret: token.slice(GRANT_ID, -SEAL) };
    },
  };
}
