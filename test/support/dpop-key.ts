import { createHash, randomUUID } from 'node:crypto';

import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTHeaderParameters, JWTPayload } from 'jose';

/** The key of a caller, and the proofs it makes. */
export interface DpopKey {
  /** The thumbprint, as it stands in `cnf.jkt`. */
  readonly jkt: string;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
  /** A good proof, changed as a test wants it. `undefined` removes a claim or a header parameter. */
  prove(
    request: { readonly method: string; readonly url: string; readonly token: string },
    claims?: JWTPayload,
    header?: Partial<JWTHeaderParameters>,
    signingKey?: CryptoKey,
  ): Promise<string>;
}

export async function createDpopKey(alg = 'ES256'): Promise<DpopKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  return {
    jkt: await calculateJwkThumbprint(publicJwk),
    publicJwk,
    privateJwk: await exportJWK(privateKey),
    prove({ method, url, token }, claims = {}, header = {}, signingKey = privateKey) {
      const ath = createHash('sha256').update(token).digest('base64url');
      const good = { jti: randomUUID(), htm: method, htu: url, iat: Math.floor(Date.now() / 1000), ath };
      return new SignJWT({ ...good, ...claims })
        .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk: publicJwk, ...header })
        .sign(signingKey);
    },
  };
}
