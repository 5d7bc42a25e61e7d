import { exportJWK, generateKeyPair } from 'jose';

import { unsigned } from './product.ts';
import type { Product } from './product.ts';

/** A token of the product that must not be taken, and the reason that the log gives. */
export interface RefusedToken {
  readonly name: string;
  readonly reason: string;
  readonly make: (product: Product) => Promise<string>;
}

const now = (): number => Math.floor(Date.now() / 1000);

/** Every way in which a token can be wrong: the same list for a cookie and for a bearer. */
export const REFUSED_TOKENS: readonly RefusedToken[] = [
  { name: 'no JWT at all', reason: 'malformed', make: () => Promise.resolve('hello') },
  { name: 'of more than eight thousand characters', reason: 'malformed', make: () => Promise.resolve('a'.repeat(8193)) },
  {
    name: 'signed by somebody else',
    reason: 'wrong-signature',
    make: async (product) => product.token('alice', { key: (await generateKeyPair('ES256')).privateKey }),
  },
  {
    name: 'signed by somebody else, whose key it brings along',
    reason: 'wrong-signature',
    async make(product) {
      const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
      return product.token('alice', { key: privateKey, header: { jwk: await exportJWK(publicKey) } });
    },
  },
  {
    name: 'changed after it was signed',
    reason: 'wrong-signature',
    async make(product) {
      const [[header], [, payload], [, , signature]] = (
        await Promise.all([product.token('bob'), product.token('alice'), product.token('bob')])
      ).map((token) => token.split('.')) as [string[], string[], string[]];
      return [header, payload, signature].join('.');
    },
  },
  {
    name: 'not signed: alg none',
    reason: 'algorithm-not-taken',
    make: async (product) => unsigned(await product.token('alice')),
  },
  {
    name: 'not signed, with the signature of another',
    reason: 'algorithm-not-taken',
    async make(product) {
      const token = await product.token('alice');
      return unsigned(token, token.split('.')[2]);
    },
  },
  {
    name: 'signed with the public key as a shared secret (RFC 8725, section 2.1)',
    reason: 'algorithm-not-taken',
    make: (product) => product.token('alice', { key: Buffer.from(JSON.stringify(product.publicJwk)), header: { alg: 'HS256' } }),
  },
  {
    name: 'signed with an algorithm that is not one of ours',
    reason: 'algorithm-not-taken',
    async make(product) {
      const { privateKey } = await generateKeyPair('ES384');
      return product.token('alice', { key: privateKey, header: { alg: 'ES384' } });
    },
  },
  {
    name: 'of a key that nobody knows',
    reason: 'unknown-key',
    make: (product) => product.token('alice', { header: { kid: 'x' } }),
  },
  {
    name: 'of another issuer',
    reason: 'wrong-issuer',
    make: (product) => product.token('alice', { claims: { iss: 'https://evil.example' } }),
  },
  { name: 'of no issuer', reason: 'claim-missing', make: (product) => product.token('alice', { without: ['iss'] }) },
  {
    name: 'for somebody else',
    reason: 'wrong-audience',
    make: (product) => product.token('alice', { claims: { aud: 'other' } }),
  },
  { name: 'for nobody', reason: 'claim-missing', make: (product) => product.token('alice', { without: ['aud'] }) },
  { name: 'that is over', reason: 'expired', make: (product) => product.token('alice', { claims: { exp: now() - 61 } }) },
  { name: 'without an end', reason: 'claim-missing', make: (product) => product.token('alice', { without: ['exp'] }) },
  {
    name: 'that is not over, and too old all the same',
    reason: 'too-old',
    make: (product) => product.token('alice', { claims: { iat: now() - 3600 - 61, exp: now() + 3600 } }),
  },
  {
    name: 'that does not say how old it is',
    reason: 'claim-missing',
    make: (product) => product.token('alice', { without: ['iat'] }),
  },
  {
    name: 'from the future',
    reason: 'not-yet-valid',
    make: (product) => product.token('alice', { claims: { iat: now() + 120 } }),
  },
  { name: 'not good yet', reason: 'not-yet-valid', make: (product) => product.token('alice', { claims: { nbf: now() + 120 } }) },
  { name: 'about nobody', reason: 'no-subject', make: (product) => product.token('alice', { without: ['sub'] }) },
  { name: 'about somebody with a line break in their id', reason: 'no-subject', make: (product) => product.token('al\nice') },
];
