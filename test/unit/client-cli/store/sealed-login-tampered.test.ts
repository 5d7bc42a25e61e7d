import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { CompactEncrypt } from 'jose';
import { StoreUnavailable } from '../../../../client-cli/problems/problem.ts';
import { sealLogin } from '../../../../client-cli/store/seal-login.ts';
import { openLogin } from '../../../../client-cli/store/sealed-login.ts';
import type { Login } from '../../../../client-cli/store/token-store.ts';
import { rawKey } from '../../../../client-cli/store/wrapping-key.ts';
import { aLogin } from '../../../contract/token-store/sample-logins.ts';

const ABOUT = { profile: 'default', profileFlag: '', path: '/home/login.1.jwe' };
const bytes = randomBytes(32);
const key = rawKey(bytes);

/** What becomes of a file: a login, or the name of what is wrong. Anything that is not a named problem breaks the test. */
async function fate(sealed: string): Promise<Login | string> {
  try {
    return await openLogin(sealed, ABOUT, () => Promise.resolve(key));
  } catch (error) {
    if (error instanceof StoreUnavailable) return error.code;
    throw error;
  }
}

const part = (value: string | Uint8Array): string => Buffer.from(value).toString('base64url');

describe('a sealed login that somebody changed', () => {
  let sealed: string;
  let header: Record<string, unknown>;

  before(async () => {
    sealed = await sealLogin(aLogin(), 'default', 'key-file', key);
    header = JSON.parse(Buffer.from(sealed.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>;
  });

  /** The same file with another header in front. */
  const withHeader = (changes: object): string =>
    [part(JSON.stringify({ ...header, ...changes })), ...sealed.split('.').slice(1)].join('.');

  it('is damaged at every length that is not its own', async () => {
    for (let length = 0; length < sealed.length; length += 1) {
      expect(await fate(sealed.slice(0, length)), `cut at ${length}`).to.equal('store_damaged');
    }
  });

  it('is refused by name whatever is put in, taken out or replaced', async () => {
    const character = fc.oneof(fc.constantFrom('.', 'A', '=', '\0', '\n', ' '), fc.string({ minLength: 1, maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(40), fc.array(character, { maxLength: 4 }), async (at, out, put) => {
        const changed = sealed.slice(0, at) + put.join('') + sealed.slice(at + out);
        fc.pre(changed.trim() !== sealed);
        expect(await fate(changed)).to.match(/^store_(?:damaged|wrong_key|newer)$/);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused when the last characters were changed in bits that mean nothing (RFC 4648, section 3.5)', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const index of [2, 3, 4]) {
      const parts = sealed.split('.');
      const text = parts[index] ?? '';
      for (const last of alphabet) {
        parts[index] = text.slice(0, -1) + last;
        if (parts[index] !== text) expect(await fate(parts.join('.'))).to.equal('store_damaged');
      }
    }
  });

  it('is refused when it is anything at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.base64String()), async (text) => {
        expect(await fate(text)).to.equal('store_damaged');
        expect(await fate([part(text), '', text, text, text].join('.'))).to.equal('store_damaged');
      }),
      { numRuns: 300 },
    );
  });

  const games: Readonly<Record<string, object>> = {
    'no encryption at all (alg none)': { alg: 'none', enc: undefined },
    'a shorter key (RFC 7518, section 5.3)': { enc: 'A128GCM' },
    'another way to encrypt': { enc: 'A256CBC-HS512' },
    'a wrapped key (RFC 7518, section 4.4)': { alg: 'A256KW' },
    'a passphrase that it brings along (RFC 7518, section 4.8)': { alg: 'PBES2-HS256+A128KW', p2s: 'AAAA', p2c: 2_000_000_000 },
    'a public key that it brings along': { alg: 'ECDH-ES', epk: { kty: 'EC', crv: 'P-256' } },
    'compression, which could unpack to anything (RFC 7516, section 4.1.3)': { zip: 'DEF' },
    'something that must be understood (RFC 7516, section 4.1.13)': { crit: ['exp'], exp: 1 },
    'another kind of content': { typ: 'countersign-pending' },
    'a place for keys that there is not': { key_source: '__proto__' },
    'a version that is no number': { schema: '1' },
    'a salt that is no text': { salt: 7 },
    'a profile that is no text': { profile: ['default'] },
  };
  for (const [name, changes] of Object.entries(games)) {
    it(`is damaged with a header that names ${name}`, async () =>
      expect(await fate(withHeader(changes))).to.equal('store_damaged'));
  }

  it('is no login when something else was sealed with the same key', async () => {
    for (const content of [
      'null',
      '[]',
      '"text"',
      '{}',
      '{"schema":1}',
      JSON.stringify({ ...aLogin(), tokenType: 'mac' }),
      '{',
    ]) {
      const other = await new CompactEncrypt(Buffer.from(content)).setProtectedHeader(header as never).encrypt(bytes);
      expect(await fate(other), content).to.equal('store_damaged');
    }
  });

  it('names the key that is missing before anything else: that one can be brought back', async () => {
    expect(await fate(withHeader({ kid: 'another' }))).to.equal('store_wrong_key');
    expect(await fate(withHeader({ schema: 2 }))).to.equal('store_newer');
  });
});
