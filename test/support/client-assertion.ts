import { randomUUID } from 'node:crypto';

import { SignJWT } from 'jose';
import type { CryptoKey, JWTHeaderParameters, JWTPayload } from 'jose';

/** Who says what to whom. */
export interface AssertionOptions {
  readonly clientId: string;
  readonly key: CryptoKey;
  readonly issuer: string;
  /** What to say otherwise; `undefined` removes a claim. */
  readonly claims?: JWTPayload;
  readonly header?: JWTHeaderParameters;
}

/** The parameters of `private_key_jwt` (RFC 7523, section 2.2): a good assertion, changed as a test wants it. */
export async function assertClient(options: AssertionOptions): Promise<Record<string, string>> {
  const { clientId, key, issuer, claims = {}, header = { alg: 'ES256' } } = options;
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: clientId, sub: clientId, aud: issuer, jti: randomUUID(), iat: now, exp: now + 60 };
  return {
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await new SignJWT({ ...good, ...claims }).setProtectedHeader(header).sign(key),
  };
}
