import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';
import { exportJWK, generateKeyPair } from 'jose';

import { GOOD_FILES, problemsOf, settingsOf } from '../../../support/settings-files.ts';

const HOST_JWT = {
  kind: 'host_jwt',
  cookie: 'app_session',
  issuer: 'https://app.example.com',
  audience: 'countersign',
  jwks_uri: 'https://app.example.com/jwks.json',
  login_url: 'https://app.example.com/login',
};

const file = (webSession: object) => `issuer: https://login.example.com\nweb_session: ${JSON.stringify(webSession)}\n`;
const problems = (changes: object, more: Record<string, string> = {}) =>
  problemsOf({ 'countersign.yaml': file({ ...HOST_JWT, ...changes }) }, { more });

describe('web_session: host_jwt', () => {
  it('is complete with a cookie, a token and a login; the rest has defaults', async () => {
    const { webSession } = await settingsOf({ 'countersign.yaml': file(HOST_JWT) });
    expect(webSession).to.deep.equal({
      kind: 'host_jwt',
      cookie: 'app_session',
      loginUrl: 'https://app.example.com/login',
      returnParameter: 'return_to',
      logoutUrl: undefined,
      token: {
        issuer: 'https://app.example.com',
        audience: 'countersign',
        keys: { uri: 'https://app.example.com/jwks.json' },
        algorithms: ['ES256'],
        maxAge: 43_200,
        person: {
          names: {
            subject: 'sub',
            name: 'name',
            email: 'email',
            roles: 'roles',
            session: 'sid',
            acr: 'acr',
            amr: 'amr',
            auth_time: 'auth_time',
          },
          roles: undefined,
        },
      },
    });
  });

  it('takes keys from a file beside it, and only public ones', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const [publicJwk, privateJwk] = await Promise.all([exportJWK(publicKey), exportJWK(privateKey)]);
    const withFile = { ...HOST_JWT, jwks_uri: undefined, jwks_file: 'app.jwks.json' };
    const more = { 'app.jwks.json': JSON.stringify({ keys: [publicJwk] }) };
    const { webSession } = await settingsOf({ 'countersign.yaml': file(withFile) }, { more });
    expect(webSession).to.have.nested.property('token.keys.jwks.keys[0].x', publicJwk.x);
    const [problem = ''] = await problems(withFile, { 'app.jwks.json': JSON.stringify({ keys: [privateJwk] }) });
    expect(problem).to.include('web_session.jwks_file').and.to.include('private key');
    expect(problem).not.to.include(String(privateJwk.d));
  });

  it('needs no accounts.yaml; people who sign in here do', async () => {
    const withoutAccounts = { 'countersign.yaml': file(HOST_JWT), 'accounts.yaml': undefined };
    expect((await settingsOf(withoutAccounts)).accountsById.size).to.equal(0);
    expect(await problemsOf({ 'accounts.yaml': undefined })).to.have.length(1);
  });

  for (const [what, changes, expected] of [
    ['no keys', { jwks_uri: undefined }, 'there are no keys to check the token with. Write one of jwks_uri, jwks_file and jwks.'],
    ['keys in two places', { jwks_file: 'x.json' }, 'there are keys in two places.'],
    ['a shared secret', { algorithms: ['HS256'] }, '"HS256" is no algorithm that we take. Did you mean "ES256"?'],
    ['no algorithm', { algorithms: ['none'] }, '"none" is no algorithm that we take.'],
    ['keys that come in clear', { jwks_uri: 'http://app.example.com/jwks.json' }, 'is no address that can be trusted.'],
    ['a login in clear', { login_url: 'http://app.example.com/login' }, 'is no address that can be trusted.'],
    ['a login that is a script', { login_url: 'javascript:alert(1)' }, 'is no address that can be trusted.'],
    ['a role that is none', { role_names: { admins: 'releese' } }, '"releese" is no role of apis.yaml. Did you mean "release"?'],
    ['a cookie that is none', { cookie: 'a;b' }, 'this is no name of a cookie.'],
    ['no cookie', { cookie: undefined }, 'Add "cookie": a text.'],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      const found = await problems(changes);
      expect(
        found.some((problem) => problem.includes(expected)),
        found.join('\n'),
      ).to.equal(true);
    });
  }
});

describe('approval_api', () => {
  const { issuer, audience, jwks_uri } = HOST_JWT;
  const approvalApi = { issuer, audience, jwks_uri, origins: ['https://app.example.com'] };
  const withApi = (changes: object) =>
    `issuer: https://login.example.com\napproval_api: ${JSON.stringify({ ...approvalApi, ...changes })}\n`;

  it('is not there unless it is set', async () => {
    expect(await settingsOf({})).not.to.have.property('approvalApi');
    expect(await settingsOf({ 'countersign.yaml': withApi({}) })).to.have.nested.property(
      'approvalApi.origins[0]',
      'https://app.example.com',
    );
  });

  for (const [what, changes, expected] of [
    ['every origin', { origins: ['*'] }, '"*" is no origin.'],
    ['an origin with a path', { origins: ['https://app.example.com/'] }, '"https://app.example.com/" is no origin.'],
    ['an origin in clear', { origins: ['http://app.example.com'] }, '"http://app.example.com" is no origin.'],
    ['no keys', { jwks_uri: undefined }, 'there are no keys to check the token with.'],
    ['a role that is none', { role_names: { a: 'b' } }, '"b" is no role of apis.yaml.'],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      const found = await problemsOf({ 'countersign.yaml': withApi(changes) });
      expect(
        found.some((problem) => problem.includes(expected)),
        found.join('\n'),
      ).to.equal(true);
    });
  }
});

describe('web_session: openid', () => {
  const OPENID = { kind: 'openid', issuer: 'https://sso.example.com', client_id: 'countersign', client_secret: 'env:OP_SECRET' };
  const environment = { OP_SECRET: 'kept-in-the-environment' };

  it('is complete with a provider and a client; the secret is kept elsewhere', async () => {
    const { webSession } = await settingsOf({ 'countersign.yaml': file(OPENID) }, { environment });
    expect(webSession).to.deep.include({
      kind: 'openid',
      issuer: 'https://sso.example.com',
      clientId: 'countersign',
      clientSecret: 'kept-in-the-environment',
      scope: 'openid profile email',
      lifetime: 900,
    });
  });

  for (const [what, changes, expected] of [
    ['a provider in clear', { issuer: 'http://sso.example.com' }, 'is no address that can be trusted.'],
    ['a secret in the file', { client_secret: 'hunter2' }, 'a secret does not belong in this file.'],
    ['a secret that is not there', { client_secret: 'env:NOT_SET' }, 'the environment variable "NOT_SET" is not set.'],
    ['a scope without openid', { scope: 'profile' }, '"profile" is no scope of OpenID Connect.'],
    ['a role that is none', { role_names: { a: 'b' } }, '"b" is no role of apis.yaml.'],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      const found = await problemsOf({ 'countersign.yaml': file({ ...OPENID, ...changes }) }, { environment });
      expect(
        found.some((problem) => problem.includes(expected)),
        found.join('\n'),
      ).to.equal(true);
      expect(found.join()).not.to.include('hunter2');
    });
  }
});

describe('web_session: proxy', () => {
  const environment = { PROXY_SECRET: 'long-enough-not-to-be-guessed', SHORT: 'short' };

  for (const [what, changes, expected] of [
    ['nothing that tells the proxy from others', {}, 'Write secret, or addresses, or both.'],
    ['a secret that can be guessed', { secret: 'env:SHORT' }, 'the secret kept there can be guessed'],
    ['a secret in the file', { secret: 'short' }, 'a secret does not belong in this file.'],
    ['an address that is none', { addresses: ['everybody'] }, '"everybody" is no address and no CIDR block.'],
    ['a header that is none', { secret: 'env:PROXY_SECRET', headers: { subject: 'a b' } }, 'this is no name of a header.'],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      const found = await problemsOf({ 'countersign.yaml': file({ kind: 'proxy', ...changes }) }, { environment });
      expect(
        found.some((problem) => problem.includes(expected)),
        found.join('\n'),
      ).to.equal(true);
    });
  }

  it('is complete with a secret or with addresses', async () => {
    for (const proof of [{ secret: 'env:PROXY_SECRET' }, { addresses: ['10.0.0.7'] }])
      expect(await problemsOf({ 'countersign.yaml': file({ kind: 'proxy', ...proof }) }, { environment })).to.deep.equal([]);
  });
});

describe('docs/guides/your-own-login.md', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guides/your-own-login.md'), 'utf8');
  const blocks = [...guide.matchAll(/^```yaml\n((?:web_session|approval_api):[\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  const roles = GOOD_FILES['apis.yaml'].replace('release: May ship', 'release: May ship\n  owner: May do everything');
  const environment = { OPENID_CLIENT_SECRET: 'long-enough-not-to-be-guessed', PROXY_SECRET: 'long-enough-not-to-be-guessed' };

  for (const block of blocks)
    it(`shows settings that are taken: ${block.split('\n', 2).join(' ')}`, async () => {
      const files = { 'countersign.yaml': `issuer: https://login.example.com\n${block}`, 'apis.yaml': roles };
      expect(await problemsOf(files, { environment })).to.deep.equal([]);
    });

  it('shows all there are', () => expect(blocks).to.have.length(4));
});
