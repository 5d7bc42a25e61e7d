import { mkdtemp, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey } from 'jose';
import { parseDocument } from 'yaml';

import { askForCode, poll, post, refresh } from '../support/http-console.ts';
import type { Answer, Parameters } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const NOTES = 'urn:countersign:example:notes';

describe('introspection and revocation of access tokens that are not stored (RFC 7662, RFC 7009)', () => {
  let server: ServerProcess;
  let config: string;
  let apiKey: CryptoKey;
  let strangerKey: CryptoKey;

  before(async () => {
    config = await mkdtemp(join(tmpdir(), 'countersign-config-'));
    await cp(join(import.meta.dirname, '../../config'), config, { recursive: true });
    const [api, stranger] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
    [apiKey, strangerKey] = [api.privateKey, stranger.privateKey];
    const file = join(config, 'clients.yaml');
    const clients = parseDocument(await readFile(file, 'utf8'));
    clients.addIn(['clients'], {
      ...{ id: 'notes-api', name: 'The notes API itself', grants: [], apis: [], introspect: [NOTES] },
      authentication: { method: 'private_key_jwt', jwks: { keys: [await exportJWK(api.publicKey)] } },
    });
    clients.addIn(['clients'], {
      ...{ id: 'stranger', name: 'An API of its own', grants: ['client_credentials'], apis: [NOTES] },
      authentication: { method: 'private_key_jwt', jwks: { keys: [await exportJWK(stranger.publicKey)] } },
    });
    await writeFile(file, clients.toString());
    server = await startServer({ config });
  });
  after(async () => {
    await server.stop();
    await rm(config, { recursive: true });
  });

  async function assertion(
    clientId: string,
    key: CryptoKey,
    audience: string | string[] = server.issuer,
    lives = '1m',
  ): Promise<Parameters> {
    const jwt = await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(lives)
      .sign(key);
    return {
      client_id: clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: jwt,
    };
  }

  async function introspect(token: unknown, as: 'notes-api' | 'stranger' = 'notes-api'): Promise<Answer> {
    const credentials = await assertion(as, as === 'notes-api' ? apiKey : strangerKey);
    return post(`${server.issuer}/introspect`, { token: String(token), ...credentials });
  }

  async function pair(): Promise<Record<string, unknown>> {
    const pending = await askForCode(server.issuer);
    const alice = createPerson(server.issuer);
    await alice.signIn();
    await alice.decide(pending.user_code, 'approve');
    return (await poll(server.issuer, pending.device_code)).body;
  }

  it('tells the API whose token it is what it may know', async () => {
    const { access_token: token } = await pair();
    const { status, body } = await introspect(token);
    expect(status).to.equal(200);
    expect(body).to.include({
      active: true,
      sub: 'alice',
      client_id: 'console',
      scope: 'notes:read notes:write',
      aud: NOTES,
      iss: server.issuer,
      token_type: 'Bearer',
    });
    expect(body).to.include.keys('exp', 'iat', 'jti', 'device_id', 'auth_time');
  });

  it('tells others exactly {"active": false}: another API, a token that was changed, one of nobody', async () => {
    const { access_token: token } = await pair();
    expect((await introspect(token, 'stranger')).body).to.deep.equal({ active: false });
    const [header, payload, signature = ''] = String(token).split('.');
    const forged = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>;
    const changed = [header, Buffer.from(JSON.stringify({ ...forged, sub: 'bob' })).toString('base64url'), signature].join('.');
    for (const other of [
      changed,
      `${String(header)}.${String(payload)}.`,
      'a.b.c',
      '..',
      'structured.x',
      `structured.${String(forged.jti)}`,
      'nobody',
    ]) {
      expect((await introspect(other)).body, other).to.deep.equal({ active: false });
    }
  });

  it('a public client may not ask', async () => {
    const { access_token: token } = await pair();
    const { status, body } = await post(`${server.issuer}/introspect`, { client_id: 'console', token: String(token) });
    expect(status).to.equal(401);
    expect(body.error).to.equal('invalid_client');
  });

  it('a device that was ended is inactive at once, by its refresh token or by its access token', async () => {
    for (const which of ['refresh_token', 'access_token']) {
      const tokens = await pair();
      expect((await introspect(tokens.access_token)).body.active).to.equal(true);
      const revoked = await post(`${server.issuer}/revoke`, { client_id: 'console', token: String(tokens[which]) });
      expect(revoked.status).to.equal(200);
      expect((await introspect(tokens.access_token)).body, which).to.deep.equal({ active: false });
      expect((await refresh(server.issuer, tokens.refresh_token)).body.error, which).to.equal('invalid_grant');
    }
  });

  it('an assertion for the token endpoint, or for somebody else, is not for us (RFC 7523, section 3)', async () => {
    for (const audience of [`${server.issuer}/token`, 'https://rogue.example', [server.issuer, 'https://rogue.example']]) {
      const credentials = await assertion('notes-api', apiKey, audience);
      expect((await post(`${server.issuer}/introspect`, { token: 'x', ...credentials })).body.error, String(audience)).to.equal(
        'invalid_client',
      );
    }
  });

  it('an assertion that lives for years is not for one request', async () => {
    const credentials = await assertion('notes-api', apiKey, server.issuer, '10 years');
    expect((await post(`${server.issuer}/introspect`, { token: 'x', ...credentials })).body.error).to.equal('invalid_client');
  });

  it('a client revokes only what is its own', async () => {
    const tokens = await pair();
    await post(`${server.issuer}/revoke`, { client_id: 'console-bearer', token: String(tokens.access_token) });
    await post(`${server.issuer}/revoke`, { client_id: 'console-bearer', token: String(tokens.refresh_token) });
    expect((await introspect(tokens.access_token)).body.active).to.equal(true);
  });

  it('client credentials: a job gets a token of its own, bound to the API (RFC 7523)', async () => {
    const credentials = await assertion('stranger', strangerKey);
    const request = { grant_type: 'client_credentials', scope: 'notes:read', ...credentials };
    const { status, body } = await post(`${server.issuer}/token`, request);
    expect(status, JSON.stringify(body)).to.equal(200);
    expect((await introspect(body.access_token)).body).to.include({ active: true, client_id: 'stranger', scope: 'notes:read' });
    const revocation = await post(`${server.issuer}/revoke`, {
      token: String(body.access_token),
      ...(await assertion('stranger', strangerKey)),
    });
    expect(revocation.body.error, 'it has nothing behind it that could be ended, and is not said to be').to.equal(
      'unsupported_token_type',
    );
    expect((await post(`${server.issuer}/token`, request)).body.error, 'an assertion is good once').to.equal('invalid_client');
  });
});
