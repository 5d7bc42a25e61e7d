import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTHeaderParameters, JWTPayload } from 'jose';

/** How the issuer behaves towards those who ask for its keys. */
export type IssuerMood = 'well' | 'failing' | 'silent';

/** A signing key of the issuer. */
export interface IssuerKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** A real issuer on a real socket: metadata, keys, and tokens signed with them. */
export interface TokenIssuer {
  readonly issuer: string;
  mood: IssuerMood;
  /** What is published besides the issuer's own name and the address of its keys; may overwrite both. */
  metadata: Record<string, unknown>;
  /** Serve the metadata of OpenID Connect only, not that of RFC 8414. */
  onlyOpenId: boolean;
  /** How often the keys were asked for. */
  readonly keyRequests: number;
  readonly key: IssuerKey;
  /** Takes a new key; the old one is published no longer. */
  rotate(alg?: string): Promise<IssuerKey>;
  /** Publishes something else under the address of the keys. */
  publish(keys: readonly unknown[]): void;
  /** A good access token for `audience`, changed as a test wants it. `undefined` removes a claim or a header parameter. */
  sign(claims?: JWTPayload, header?: Partial<JWTHeaderParameters>, key?: CryptoKey): Promise<string>;
  close(): Promise<void>;
}

export const AUDIENCE = 'urn:example:notes';

let serial = 0;

async function makeKey(alg: string): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const kid = `key-${++serial}`;
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** Starts an issuer on a free port of this machine, with one ES256 key. */
export async function startTokenIssuer(path = ''): Promise<TokenIssuer> {
  let key = await makeKey('ES256');
  let published: readonly unknown[] = [key.publicJwk];
  let keyRequests = 0;

  const server = createServer((request, response) => {
    if (self.mood === 'silent') return; // the caller has to give up by itself
    const wellKnown = self.onlyOpenId
      ? `${path}/.well-known/openid-configuration`
      : `/.well-known/oauth-authorization-server${path}`;
    const documents: Record<string, unknown> = {
      [wellKnown]: { issuer: self.issuer, jwks_uri: `${self.issuer}/jwks`, ...self.metadata },
      [`${path}/jwks`]: { keys: published },
    };
    if (request.url === `${path}/jwks`) keyRequests += 1;
    const document = documents[request.url ?? ''];
    response.writeHead(self.mood === 'failing' ? 503 : document ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const self: TokenIssuer & { mood: IssuerMood } = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    mood: 'well',
    metadata: {},
    onlyOpenId: false,
    get keyRequests() {
      return keyRequests;
    },
    get key() {
      return key;
    },
    async rotate(alg = 'ES256') {
      key = await makeKey(alg);
      published = [key.publicJwk];
      return key;
    },
    publish(keys) {
      published = keys;
    },
    sign(claims = {}, header = {}, signingKey = key.privateKey) {
      const now = Math.floor(Date.now() / 1000);
      const good = {
        iss: self.issuer,
        aud: AUDIENCE,
        sub: 'alice',
        client_id: 'console',
        jti: `t${++serial}`,
        iat: now,
        exp: now + 600,
      };
      return new SignJWT({ ...good, scope: 'notes:read', ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...header })
        .sign(signingKey);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}
