import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { sealLogin } from '../../../../client-cli/store/seal-login.ts';
import { openLogin } from '../../../../client-cli/store/sealed-login.ts';
import type { Login } from '../../../../client-cli/store/token-store.ts';
import { rawKey } from '../../../../client-cli/store/wrapping-key.ts';

const LOGIN: Login = {
  ...{
    schema: 1,
    generation: 3,
    issuer: 'https://id.example',
    clientId: 'console',
    deviceName: 'Büro 3',
    scopes: ['notes:read'],
  },
  ...{ tokenType: 'DPoP', accessToken: 'at', refreshToken: 'rt' },
};
const ABOUT = { profile: 'default', profileFlag: '', path: '/home/login.jwe' };
const bytes = randomBytes(32);
const key = rawKey(bytes);
const keyFor = () => Promise.resolve(key);

/** How opening fails. */
async function refusal(sealed: string, about = ABOUT): Promise<string> {
  try {
    await openLogin(sealed, about, keyFor);
    return 'opened';
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
}

describe('a sealed login (RFC 7516)', () => {
  it('is a JWE that any library opens, with direct encryption and A256GCM (RFC 7518, sections 4.5 and 5.3)', async () => {
    const { plaintext, protectedHeader } = await compactDecrypt(await sealLogin(LOGIN, 'default', 'key-file', key), bytes);
    expect(protectedHeader).to.include({ alg: 'dir', enc: 'A256GCM', typ: 'countersign-login', schema: 1, profile: 'default' });
    expect(JSON.parse(new TextDecoder().decode(plaintext))).to.deep.equal(LOGIN);
  });

  it('opens what another library sealed with the same header', async () => {
    const header = {
      alg: 'dir',
      enc: 'A256GCM',
      typ: 'countersign-login',
      schema: 1,
      profile: 'default',
      key_source: 'key-file',
      kid: key.id,
      salt: '',
    };
    const sealed = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(LOGIN)))
      .setProtectedHeader(header)
      .encrypt(bytes);
    expect(await openLogin(`${sealed}\n`, ABOUT, keyFor)).to.deep.equal(LOGIN);
  });

  it('never uses a nonce twice', async () => {
    const nonces = await Promise.all(
      Array.from({ length: 50 }, async () => (await sealLogin(LOGIN, 'default', 'key-file', key)).split('.')[2]),
    );
    expect(new Set(nonces)).to.have.lengthOf(50);
  });

  it('does not open when a single character was changed, added or taken away, wherever it is', async () => {
    const sealed = await sealLogin(LOGIN, 'default', 'key-file', key);
    // The last character of each part but the first may hold bits that mean nothing (RFC 4648, section 3.5).
    const ends = [...sealed.matchAll(/(?=\.|$)/g)].map(({ index }) => index - 1);
    for (let at = 0; at < sealed.length; at += 7) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      if (!ends.includes(at))
        expect(await refusal(sealed.slice(0, at) + other + sealed.slice(at + 1)), `changed at ${at}`).to.match(/^store_/);
      expect(await refusal(`${sealed.slice(0, at)}!${sealed.slice(at)}`), `added at ${at}`).to.match(/^store_/);
      expect(await refusal(sealed.slice(0, at)), `cut at ${at}`).to.match(/^store_/);
    }
  });

  it('does not open with a tag cut short, which is easily guessed (RFC 7518, section 5.3)', async () => {
    const parts = (await sealLogin(LOGIN, 'default', 'key-file', key)).split('.');
    for (const size of [4, 8, 12, 15]) {
      const tag = Buffer.from(parts[4]!, 'base64url').subarray(0, size).toString('base64url');
      expect(await refusal([...parts.slice(0, 4), tag].join('.'))).to.equal('store_damaged');
    }
  });

  it('does not open as the login of another profile, under another key, or from a later version', async () => {
    const sealed = await sealLogin(LOGIN, 'other', 'key-file', key);
    expect(await refusal(sealed)).to.equal('store_foreign');
    expect(await refusal(await sealLogin(LOGIN, 'default', 'key-file', rawKey(randomBytes(32))))).to.equal('store_wrong_key');
    const header = JSON.parse(Buffer.from(sealed.split('.')[0]!, 'base64url').toString()) as object;
    const later = Buffer.from(JSON.stringify({ ...header, schema: 2 })).toString('base64url');
    expect(await refusal([later, ...sealed.split('.').slice(1)].join('.'))).to.equal('store_newer');
  });
});
