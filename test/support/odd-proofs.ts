import { createHmac, randomUUID } from 'node:crypto';

import { HOUR, changed, encode, now, remade, write } from './prover.ts';
import type { ProofRecipe } from './prover.ts';

/** The order of the base point of P-256: for every signature (r, s) there is another, (r, n - s). @see {@link https://www.rfc-editor.org/rfc/rfc6979 RFC 6979} */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

function otherSignature(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url');
  const s = (ORDER - BigInt(`0x${bytes.toString('hex', 32)}`)).toString(16).padStart(64, '0');
  return Buffer.concat([bytes.subarray(0, 32), Buffer.from(s, 'hex')]).toString('base64url');
}

/** Good ones, however they are written (RFC 9449, section 4.3). */
export const GOOD_PROOFS: Readonly<Record<string, ProofRecipe>> = {
  plain: changed({}),
  'with the nonce of this minute': async (by) => write(by, { claims: { nonce: await by.nonce() } }),
  'of a clock an hour behind, with a nonce': async (by) => write(by, { claims: { iat: now() - HOUR, nonce: await by.nonce() } }),
  'of a clock an hour ahead, with a nonce': async (by) => write(by, { claims: { iat: now() + HOUR, nonce: await by.nonce() } }),
  'with an empty nonce': changed({ claims: { nonce: '' } }),
  'of a clock four minutes behind': changed(() => ({ claims: { iat: now() - 280 } })),
  'of a clock four minutes ahead': changed(() => ({ claims: { iat: now() + 280 } })),
  'with a part of a second': changed(() => ({ claims: { iat: now() + 0.5 } })),
  'for the host in capitals': changed(({ issuer }) => ({ claims: { htu: `${issuer.toUpperCase()}/token` } })),
  'with a query and a fragment': changed(({ issuer }) => ({ claims: { htu: `${issuer}/token?a=b#c` } })),
  'with a detour in the path': changed(({ issuer }) => ({ claims: { htu: `${issuer}/x/.././token` } })),
  'with blanks around the address': changed(({ issuer }) => ({ claims: { htu: ` ${issuer}/token\n` } })),
  'that says more than it has to': changed({ claims: { ath: 'x', sub: 'y', colour: ['red'] }, head: { kid: 'k', colour: 1 } }),
  'with its type in capitals': changed({ head: { typ: 'DPOP+JWT' } }),
  'with its type as a media type': changed({ head: { typ: 'application/dpop+jwt' } }),
  'with a key that says what it is for': changed(({ keys }) => ({
    head: { jwk: { ...keys.own.publicJwk, use: 'sig', alg: 'ES256', key_ops: ['verify'], ext: true, kid: 'k' } },
  })),
  'that ends later': changed(() => ({ claims: { exp: now() + HOUR, nbf: now() - HOUR } })),
  'with a name of five thousand letters': changed(() => ({ claims: { jti: randomUUID() + 'é'.repeat(2_500) } })),
  'with padding behind its signature': remade(([head, payload, signature]) => `${head}.${payload}.${signature}==`),
  'with its signature turned over': remade(([head, payload, signature]) => `${head}.${payload}.${otherSignature(signature)}`),
};

/** Good ones of another key than that of the device. */
export const OTHERS_PROOFS: Readonly<Record<string, ProofRecipe>> = {
  'of somebody else': changed(({ keys }) => ({ key: keys.another })),
  'of an Edwards curve': changed(({ keys }) => ({ key: keys.edwards })),
  'of an Edwards curve, by its old name': changed(({ keys }) => ({ key: keys.edwards, head: { alg: 'EdDSA' } })),
};

/** Bad ones. */
export const BAD_PROOFS: Readonly<Record<string, ProofRecipe>> = {
  'that is none': () => 'not.a.proof',
  'of one part': () => 'x',
  'of nothing but points': () => '..',
  'without a signature': remade(([head, payload]) => `${head}.${payload}.`),
  'of two parts': remade(([head, payload]) => `${head}.${payload}`),
  'of four parts': remade((parts) => [...parts, 'x'].join('.')),
  'sent twice in one header': (by) => `${write(by)}, ${write(by)}`,
  'as JSON': remade(([head, payload, signature]) => JSON.stringify({ protected: head, payload, signature })),
  'with padding behind its head': remade(([head, payload, signature]) => `${head}=.${payload}.${signature}`),
  'behind a scheme': (by) => `DPoP ${write(by)}`,
  'whose signature has a bit wrong': remade(([head, payload, signature]) => {
    const bytes = Buffer.from(signature, 'base64url');
    bytes[40]! ^= 1;
    return `${head}.${payload}.${bytes.toString('base64url')}`;
  }),
  'whose signature is all zeros': remade(([head, payload]) => `${head}.${payload}.${Buffer.alloc(64).toString('base64url')}`),
  'whose signature is of ASN.1': changed({ encoding: 'der' }),
  'with claims that were not signed': remade(([head, , signature], by) => `${head}.${write(by).split('.')[1]!}.${signature}`),
  'not signed at all': changed({ head: { alg: 'none' } }),
  'signed with a secret that everybody has': remade(([, payload], { keys }) => {
    const signed = `${encode({ alg: 'HS256', typ: 'dpop+jwt', jwk: keys.own.publicJwk })}.${payload}`;
    return `${signed}.${createHmac('sha256', JSON.stringify(keys.own.publicJwk)).update(signed).digest('base64url')}`;
  }),
  'with a secret for a key': remade(([, payload]) => {
    const signed = `${encode({ alg: 'HS256', typ: 'dpop+jwt', jwk: { kty: 'oct', k: 'c2VjcmV0' } })}.${payload}`;
    return `${signed}.${createHmac('sha256', 'secret').update(signed).digest('base64url')}`;
  }),
  'with an algorithm that is not in the metadata': changed(({ keys }) => ({ key: keys.p384 })),
  'with the algorithm of another key': changed({ head: { alg: 'EdDSA' } }),
  'without an algorithm': changed({ head: { alg: undefined } }),
  'of another type': changed({ head: { typ: 'jwt' } }),
  'of no type': changed({ head: { typ: undefined } }),
  'of a type that is a number': changed({ head: { typ: 1 } }),
  'without a key': changed({ head: { jwk: undefined } }),
  'whose key is nothing': changed({ head: { jwk: null } }),
  'whose key is a text': changed(({ keys }) => ({ head: { jwk: JSON.stringify(keys.own.publicJwk) } })),
  'whose key is a list': changed(({ keys }) => ({ head: { jwk: [keys.own.publicJwk] } })),
  'whose key is half a key': changed(({ keys }) => ({ head: { jwk: { ...keys.own.publicJwk, y: undefined } } })),
  'whose key is not on the curve': changed(({ keys }) => ({ head: { jwk: { ...keys.own.publicJwk, y: 'A'.repeat(43) } } })),
  'with the key of somebody else': changed(({ keys }) => ({ head: { jwk: keys.another.publicJwk } })),
  'with its private key in it': changed(({ keys }) => ({ head: { jwk: keys.own.privateJwk } })),
  'with a key that is for encryption': changed(({ keys }) => ({ head: { jwk: { ...keys.own.publicJwk, use: 'enc' } } })),
  'with a key that is for another algorithm': changed(({ keys }) => ({ head: { jwk: { ...keys.own.publicJwk, alg: 'ES384' } } })),
  'with a key that is for nothing': changed(({ keys }) => ({ head: { jwk: { ...keys.own.publicJwk, key_ops: ['sign'] } } })),
  'with an extension that nobody knows': changed({ head: { crit: ['colour'], colour: 1 } }),
  'with its claims as they are': changed({ head: { crit: ['b64'], b64: false } }),
  'whose claims are no JSON': changed({ payload: '{"jti":' }),
  'whose claims are a list': changed({ payload: [1] }),
  'whose claims are null': changed({ payload: 'null' }),
  'for another method': changed({ claims: { htm: 'GET' } }),
  'for the method in small letters': changed({ claims: { htm: 'post' } }),
  'without a method': changed({ claims: { htm: undefined } }),
  'for the device authorization endpoint': changed(({ issuer }) => ({ claims: { htu: `${issuer}/device_authorization` } })),
  'for all that is below the endpoint': changed(({ issuer }) => ({ claims: { htu: `${issuer}/token/` } })),
  'for the path in capitals': changed(({ issuer }) => ({ claims: { htu: `${issuer}/TOKEN` } })),
  'for an API': changed({ claims: { htu: 'http://localhost:8629/notes' } }),
  'for another host': changed({ claims: { htu: 'http://evil.example/token' } }),
  'for the same host by another name': changed(({ issuer }) => ({
    claims: { htu: `${issuer.replace('localhost', '127.0.0.1')}/token` },
  })),
  'for another port': changed({ claims: { htu: 'http://localhost:1/token' } }),
  'for another scheme': changed(({ issuer }) => ({ claims: { htu: `${issuer.replace('http:', 'https:')}/token` } })),
  'for somebody at our host': changed(({ issuer }) => ({ claims: { htu: `${issuer.replace('//', '//user@')}/token` } })),
  'for a path alone': changed({ claims: { htu: '/token' } }),
  'for an address that is a list': changed(({ issuer }) => ({ claims: { htu: [`${issuer}/token`] } })),
  'without an address': changed({ claims: { htu: undefined } }),
  'without a name': changed({ claims: { jti: undefined } }),
  'with an empty name': changed({ claims: { jti: '' } }),
  'with a number for a name': changed({ claims: { jti: 7 } }),
  'without a time': changed({ claims: { iat: undefined } }),
  'of the year 1970': changed({ claims: { iat: 0 } }),
  'of the year 1970, with a nonce': async (by) => write(by, { claims: { iat: 0, nonce: await by.nonce() } }),
  'with its time in words': changed(() => ({ claims: { iat: String(now()) } })),
  'of a clock more than five minutes behind': changed(() => ({ claims: { iat: now() - 320 } })),
  'of a clock more than five minutes ahead': changed(() => ({ claims: { iat: now() + 320 } })),
  'with its time in milliseconds': changed(() => ({ claims: { iat: Date.now() } })),
  'of the end of time': remade((_, by) =>
    write(by, { payload: `{"jti":"x","htm":"POST","htu":"${by.issuer}/token","iat":1e999}` }),
  ),
  'with a nonce that is a number': changed({ claims: { nonce: 1 } }),
  'with a nonce that is null': changed({ claims: { nonce: null } }),
  'with a nonce that nobody gave': changed({ claims: { nonce: 'A'.repeat(43) } }),
  'with a nonce that is too long': async (by) => write(by, { claims: { nonce: `${await by.nonce()}A` } }),
  'that ended': changed(() => ({ claims: { exp: now() - 10 } })),
  'that begins later': changed(() => ({ claims: { nbf: now() + 60 } })),
  'that ends in words': changed({ claims: { exp: 'soon' } }),
};

/** One that brought tokens, a second time. */
export const USED_PROOF = 'that was used';

/** All of them by their names. */
export const ALL_PROOFS: Readonly<Record<string, ProofRecipe>> = {
  ...GOOD_PROOFS,
  ...OTHERS_PROOFS,
  ...BAD_PROOFS,
  [USED_PROOF]: (by) => by.used,
};
