import { once } from 'node:events';
import { createServer } from 'node:http';

import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK, JWTHeaderParameters, JWTPayload } from 'jose';

import { freePort } from './free-port.ts';

/** How a token of the product may differ from a good one. */
export interface TokenChanges {
  readonly claims?: JWTPayload;
  readonly without?: readonly string[];
  readonly header?: Partial<JWTHeaderParameters>;
  /** Signs in place of the product's own key. */
  readonly key?: CryptoKey | Uint8Array;
}

/** A product with people of its own: it has keys, a login page, and makes a JWT for whoever is signed in. */
export interface Product {
  readonly origin: string;
  readonly audience: string;
  /** The public key, as its JWKS has it. */
  readonly publicJwk: JWK;
  /** The JWT of somebody who signed in a minute ago. */
  token(subject: string, changes?: TokenChanges): Promise<string>;
  /** What people asked of it so far, beside its keys: `/login?…` */
  readonly visits: string[];
  /** Its keys cannot be had from now on. */
  hideKeys(): void;
  stop(): Promise<void>;
}

/** Starts it on loopback. Every page of it is the same: what counts is where people are sent. */
export async function startProduct(audience = 'countersign'): Promise<Product> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid: 'product-1', alg: 'ES256', use: 'sig' };
  const visits: string[] = [];
  let hidden = false;
  const server = createServer((request, response) => {
    if (request.url === '/jwks.json') {
      if (hidden) response.writeHead(503).end();
      else response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: [publicJwk] }));
      return;
    }
    visits.push(request.url ?? '');
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Product</title>');
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://localhost:${port}`;

  return {
    origin,
    audience,
    publicJwk,
    visits,
    token(subject, { claims = {}, without = [], header = {}, key = privateKey } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const good = {
        iss: origin,
        aud: audience,
        sub: subject,
        iat: now - 60,
        exp: now + 600,
        auth_time: now - 60,
        sid: `session of ${subject}`.replaceAll(' ', '-'),
        name: `Name of ${subject}`,
        email: `${subject}@product.example`,
        roles: ['owner'],
        ...claims,
      };
      const payload = Object.fromEntries(Object.entries(good).filter(([name]) => !without.includes(name)));
      return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'product-1', ...header }).sign(key);
    },
    hideKeys: () => (hidden = true),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A JWT that says it is not signed (RFC 7519, section 6). */
export function unsigned(token: string, signature = ''): string {
  const payload = token.split('.')[1] ?? '';
  return `${Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')}.${payload}.${signature}`;
}
