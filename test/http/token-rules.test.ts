import { expect } from 'chai';
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWTHeaderParameters, JWTPayload } from 'jose';

import { assertClient } from '../support/client-assertion.ts';
import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { askForCode, poll, post, refresh } from '../support/http-console.ts';
import type { Parameters } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const NOTES = 'urn:countersign:example:notes';

describe('what the token endpoint gives, and to whom', () => {
  let config: ConfigFolder;
  let server: ServerProcess;
  let jobKey: CryptoKey;

  before(async () => {
    config = await copyConfigFolder();
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    jobKey = privateKey;
    const jwks = { keys: [await exportJWK(publicKey)] };
    await config.change('clients.yaml', (clients) => {
      clients.addIn(['clients'], {
        ...{ id: 'job', name: 'Job', grants: ['client_credentials'], apis: [NOTES], scopes: ['notes:read'] },
        authentication: { method: 'private_key_jwt', jwks },
      });
    });
    await config.change('clients.yaml', (clients) => {
      const authentication = { method: 'none' };
      clients.addIn(['clients'], { id: 'once', name: 'Once', authentication, grants: ['device_code'], apis: [NOTES] });
    });
    await config.change('apis.yaml', (apis) => {
      const scopes = [{ name: 'maps:read', description: 'See your maps' }];
      apis.addIn(['apis'], { audience: 'https://maps.example', name: 'Maps', scopes });
    });
    await config.change('clients.yaml', (clients) => clients.addIn(['clients', 0, 'apis'], 'https://maps.example'));
    server = await startServer({ config: config.path });
  });
  after(async () => {
    await server.stop();
    await config.remove();
  });

  async function pair(parameters: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const pending = await askForCode(server.issuer, parameters);
    const alice = createPerson(server.issuer);
    await alice.signIn();
    await alice.decide(pending.user_code, 'approve');
    return (await poll(server.issuer, pending.device_code)).body;
  }

  it('every answer, good or bad, is kept by nobody (RFC 6749, section 5.1)', async () => {
    const tokens = await pair();
    for (const answer of [
      await refresh(server.issuer, tokens.refresh_token),
      await refresh(server.issuer, 'nobody-knows-it'),
      await poll(server.issuer, 'nobody-knows-it'),
      await post(`${server.issuer}/token`, {}),
    ])
      expect(answer.headers.get('Cache-Control'), JSON.stringify(answer.body)).to.include('no-store');
  });

  it('no parameter is sent twice, known or not, whatever the grant; one that nobody knows is ignored; and nothing is burnt (RFC 6749, section 3.2)', async () => {
    const twice = { trace: ['a', 'b'] };
    const refused = { error: 'invalid_request', error_description: 'a parameter was sent more than once' };
    const { device_code: pending } = await askForCode(server.issuer);
    expect((await poll(server.issuer, pending, twice)).body, 'pending').to.include(refused);
    expect((await poll(server.issuer, pending, { trace: 'a' })).body.error).to.equal('authorization_pending');

    const tokens = await pair();
    expect((await refresh(server.issuer, tokens.refresh_token, twice)).body, 'refresh').to.include(refused);
    expect((await refresh(server.issuer, tokens.refresh_token, { trace: 'a' })).status).to.equal(200);

    const job = async () => ({
      grant_type: 'client_credentials',
      ...(await assertClient({ clientId: 'job', key: jobKey, issuer: server.issuer })),
    });
    expect((await post(`${server.issuer}/token`, { ...(await job()), ...twice })).body, 'job').to.include(refused);
    expect(
      (await post(`${server.issuer}/token`, { ...(await job()), scope: ['notes:read', 'notes:read'] })).body.error,
      'a known one',
    ).to.equal('invalid_request');
    expect((await post(`${server.issuer}/token`, { ...(await job()), scope: 'notes:read', trace: 'a' })).status).to.equal(200);

    const approved = await askForCode(server.issuer);
    const alice = createPerson(server.issuer);
    await alice.signIn();
    await alice.decide(approved.user_code, 'approve');
    expect((await poll(server.issuer, approved.device_code, twice)).body, 'approved').to.include(refused);
    expect((await poll(server.issuer, approved.device_code)).status).to.equal(200);
  });

  it('a refresh token is its client’s alone, and another’s try does not end it (RFC 6749, section 6)', async () => {
    const tokens = await pair();
    const stolen = await refresh(server.issuer, tokens.refresh_token, { client_id: 'console-bearer' });
    expect(stolen.body.error).to.equal('invalid_grant');
    expect((await refresh(server.issuer, tokens.refresh_token)).status).to.equal(200);
  });

  it('a token is for the API that was named, with its scopes alone (RFC 8707, section 2)', async () => {
    const tokens = await pair({ resource: 'https://maps.example', scope: 'maps:read' });
    expect(decodeJwt(String(tokens.access_token))).to.include({ aud: 'https://maps.example', scope: 'maps:read' });
    const renewed = await refresh(server.issuer, tokens.refresh_token);
    expect(decodeJwt(String(renewed.body.access_token))).to.include({ aud: 'https://maps.example', scope: 'maps:read' });
    const other = await refresh(server.issuer, renewed.body.refresh_token, { resource: NOTES });
    expect(other.body.error, 'a known API, but not the approved one').to.equal('invalid_target');
  });

  it('a scope of one API is not asked for with another (RFC 8707, section 2.2)', async () => {
    const request = { client_id: 'console', resource: 'https://maps.example', scope: 'notes:read' };
    expect((await post(`${server.issuer}/device_authorization`, request)).body.error).to.equal('invalid_scope');
  });

  it('there is no password, implicit, or authorization code grant (RFC 9700, sections 2.1.2 and 2.4)', async () => {
    const metadata = (await (await fetch(`${server.issuer}/.well-known/oauth-authorization-server`)).json()) as Record<
      string,
      unknown
    >;
    expect(metadata.grant_types_supported).to.have.members([
      'urn:ietf:params:oauth:grant-type:device_code',
      'refresh_token',
      'client_credentials',
    ]);
    expect(metadata.response_types_supported).to.deep.equal([]);
    for (const grantType of ['password', 'authorization_code', 'implicit']) {
      const request = { grant_type: grantType, client_id: 'console', username: 'alice', password: 'wonderland', code: 'x' };
      const { status, body } = await post(`${server.issuer}/token`, request);
      expect(status, grantType).to.equal(400);
      expect(body.error, grantType).to.equal('unsupported_grant_type');
    }
  });

  it('the authorization endpoint sends nobody anywhere: no client has an address to be sent to (RFC 9700, section 4.11)', async () => {
    const query = 'client_id=console&response_type=code&redirect_uri=https://evil.example&scope=openid&state=x';
    const reply = await fetch(`${server.issuer}/authorize?${query}`, { redirect: 'manual' });
    expect(reply.status).to.equal(400);
    expect(reply.headers.get('Location')).to.equal(null);
  });

  describe('a client that may not refresh', () => {
    const once = { client_id: 'once' };
    const roads: readonly Parameters[] = [{}, { trace: 'x' }];

    async function approvedFor(client: Parameters): Promise<string> {
      const pending = await askForCode(server.issuer, { ...client, scope: 'notes:read' });
      const alice = createPerson(server.issuer);
      await alice.signIn();
      await alice.decide(pending.user_code, 'approve');
      return pending.device_code;
    }

    for (const [n, road] of roads.entries()) {
      it(`gets one access token for a code, whoever else asks at the same moment, and nothing that lasts (road ${n + 1} of 2)`, async () => {
        const deviceCode = await approvedFor(once);
        const answers = await Promise.all(
          Array.from({ length: 50 }, () => poll(server.issuer, deviceCode, { ...once, ...road })),
        );
        const given = answers.filter(({ status }) => status === 200);
        expect(given, 'there is no line of refresh tokens to tell the second one by').to.have.length(1);
        expect(given[0]?.body).to.include.keys('access_token').and.not.include.keys('refresh_token');
      });

      it(`cannot use the refresh token of another one either, and does not end it (road ${n + 1} of 2)`, async () => {
        const { body } = await poll(server.issuer, await approvedFor({}));
        const refused = await refresh(server.issuer, body.refresh_token, { ...once, ...road });
        expect([refused.status, refused.body.error]).to.deep.equal([400, 'unauthorized_client']);
        expect((await refresh(server.issuer, body.refresh_token)).status).to.equal(200);
      });
    }
  });

  describe('an assertion in place of a secret (RFC 7523, section 3)', () => {
    async function ask(claims: JWTPayload = {}, key = jobKey, header?: JWTHeaderParameters): Promise<Record<string, unknown>> {
      const options = { clientId: 'job', key, issuer: server.issuer, claims, ...(header && { header }) };
      const request = { grant_type: 'client_credentials', scope: 'notes:read', ...(await assertClient(options)) };
      return (await post(`${server.issuer}/token`, request)).body;
    }
    const now = () => Math.floor(Date.now() / 1000);

    it('gives a job a token of its own, without a refresh token (RFC 6749, section 4.4.3)', async () => {
      const tokens = await ask();
      expect(tokens).to.include({ token_type: 'Bearer', scope: 'notes:read' }).and.not.have.property('refresh_token');
      expect(decodeJwt(String(tokens.access_token))).to.include({ sub: 'job', client_id: 'job', aud: NOTES });
    });

    for (const [what, claims] of [
      ['has expired', () => ({ exp: now() - 60 })],
      ['never expires', () => ({ exp: undefined })],
      ['has no id of its own', () => ({ jti: undefined })],
      ['is not valid yet', () => ({ nbf: now() + 120 })],
      ['is by somebody else', () => ({ iss: 'console' })],
      ['is about somebody else', () => ({ sub: 'console' })],
    ] as const) {
      it(`is refused when it ${what}`, async () => {
        const { error } = await ask(claims());
        expect(error).to.be.oneOf(['invalid_client', 'invalid_request']);
      });
    }

    it('is refused when it is signed with another key, or with none', async () => {
      const { privateKey } = await generateKeyPair('ES256');
      expect((await ask({}, privateKey)).error).to.equal('invalid_client');
      const { client_assertion: good = '', ...rest } = await assertClient({
        clientId: 'job',
        key: jobKey,
        issuer: server.issuer,
      });
      const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${String(good.split('.')[1])}.`;
      const request = { grant_type: 'client_credentials', ...rest, client_assertion: unsigned };
      expect((await post(`${server.issuer}/token`, request)).body.error).to.equal('invalid_client');
    });

    it('does not get more than the client may have', async () => {
      const credentials = await assertClient({ clientId: 'job', key: jobKey, issuer: server.issuer });
      const request = { grant_type: 'client_credentials', scope: 'notes:read notes:purge', ...credentials };
      expect((await post(`${server.issuer}/token`, request)).body.error).to.equal('invalid_scope');
    });
  });
});
