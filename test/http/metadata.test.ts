import { expect } from 'chai';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK, JWTHeaderParameters } from 'jose';

import { assertClient } from '../support/client-assertion.ts';
import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { createDpopKey } from '../support/dpop-key.ts';
import { askForCode, poll, post } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const NOTES = 'urn:countersign:example:notes';
const ADDRESSES = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];

/** Every name that may stand there, so that a new one is looked at before it is published. */
const NAMES = [
  ...['issuer', 'authorization_endpoint', 'token_endpoint', 'device_authorization_endpoint', 'jwks_uri'],
  ...['revocation_endpoint', 'revocation_endpoint_auth_methods_supported'],
  ...['revocation_endpoint_auth_signing_alg_values_supported', 'introspection_endpoint'],
  ...['introspection_endpoint_auth_methods_supported', 'introspection_endpoint_auth_signing_alg_values_supported'],
  ...['token_endpoint_auth_methods_supported', 'token_endpoint_auth_signing_alg_values_supported'],
  ...['grant_types_supported', 'response_types_supported', 'response_modes_supported', 'scopes_supported'],
  ...['code_challenge_methods_supported', 'dpop_signing_alg_values_supported', 'subject_types_supported'],
  ...['authorization_response_iss_parameter_supported', 'request_uri_parameter_supported', 'ui_locales_supported'],
  'service_documentation',
  ...['id_token_signing_alg_values_supported', 'claims_supported', 'claim_types_supported', 'claims_parameter_supported'],
];

describe('the metadata (RFC 8414; OpenID Connect Discovery 1.0) says what is true', () => {
  let config: ConfigFolder;
  let server: ServerProcess;
  let metadata: Readonly<Record<string, readonly string[] | undefined>>;
  const keys = new Map<string, CryptoKey>();

  before(async () => {
    config = await copyConfigFolder();
    await config.write('gateway.secret', 'x'.repeat(40));
    const jwks: JWK[] = [];
    for (const alg of ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA', 'Ed25519']) {
      const { privateKey, publicKey } = await generateKeyPair(alg);
      keys.set(alg, privateKey);
      jwks.push({ ...(await exportJWK(publicKey)), kid: alg });
    }
    await config.change('clients.yaml', (file) => {
      const both = { name: 'Test', grants: ['client_credentials'], apis: [NOTES], introspect: [NOTES] };
      file.addIn(['clients'], { id: 'signer', ...both, authentication: { method: 'private_key_jwt', jwks: { keys: jwks } } });
      const secret = { method: 'client_secret_basic', secret: 'file:gateway.secret' };
      file.addIn(['clients'], { id: 'gateway', ...both, authentication: secret });
    });
    server = await startServer({ config: config.path });
    metadata = (await (await fetch(server.issuer + ADDRESSES[0]!)).json()) as typeof metadata;
  });
  after(async () => {
    await server.stop();
    await config.remove();
  });

  const listed = (name: string): readonly string[] => metadata[name] ?? [];
  const assertion = (alg: string): Promise<Record<string, string>> => {
    const header: JWTHeaderParameters = { alg, kid: alg };
    return assertClient({ clientId: 'signer', key: keys.get(alg)!, issuer: server.issuer, header });
  };

  it('at both addresses, word for word, and under no name that nobody looked at', async () => {
    const texts = await Promise.all(ADDRESSES.map(async (path) => (await fetch(server.issuer + path)).text()));
    expect(texts[0]).to.equal(texts[1]);
    expect(Object.keys(metadata)).to.have.members(NAMES);
    expect(metadata.issuer).to.equal(server.issuer);
  });

  it('grant_types_supported: each is known, and no other', async () => {
    for (const grantType of [...listed('grant_types_supported'), 'password', 'authorization_code', 'x']) {
      const { body } = await post(`${server.issuer}/token`, { grant_type: grantType, client_id: 'console' });
      const known = listed('grant_types_supported').includes(grantType);
      expect(body.error === 'unsupported_grant_type', `${grantType}: ${JSON.stringify(body)}`).to.equal(!known);
    }
  });

  it('token_endpoint_auth_methods_supported: each works, and client_secret_post does not', async () => {
    expect(listed('token_endpoint_auth_methods_supported')).to.have.members(['none', 'client_secret_basic', 'private_key_jwt']);
    const job = { grant_type: 'client_credentials', scope: 'notes:read' };
    const Authorization = `Basic ${Buffer.from(`gateway:${'x'.repeat(40)}`).toString('base64')}`;
    expect((await post(`${server.issuer}/token`, job, { Authorization })).status).to.equal(200);
    expect((await post(`${server.issuer}/token`, { ...job, ...(await assertion('ES256')) })).status).to.equal(200);
    expect((await poll(server.issuer, 'x')).body.error, 'none').to.equal('invalid_grant');
    const inBody = { ...job, client_id: 'gateway', client_secret: 'x'.repeat(40) };
    expect((await post(`${server.issuer}/token`, inBody)).body.error).to.equal('invalid_client');
  });

  for (const endpoint of ['token', 'revocation', 'introspection']) {
    it(`${endpoint}_endpoint_auth_signing_alg_values_supported: each is taken, and no other`, async () => {
      const algorithms = listed(`${endpoint}_endpoint_auth_signing_alg_values_supported`);
      expect(algorithms).to.have.members(['ES256', 'PS256', 'EdDSA', 'Ed25519']);
      for (const alg of keys.keys()) {
        const { body } = await post(String(metadata[`${endpoint}_endpoint`]), {
          ...{ grant_type: 'client_credentials', scope: 'notes:read', token: 'x' },
          ...(await assertion(alg)),
        });
        expect(body.error === 'invalid_client', `${alg}: ${JSON.stringify(body)}`).to.equal(!algorithms.includes(alg));
      }
    });
  }

  it('revocation and introspection: public clients may revoke, and only clients that authenticate may ask', async () => {
    expect(listed('revocation_endpoint_auth_methods_supported')).to.include('none');
    expect(listed('introspection_endpoint_auth_methods_supported')).to.have.members(['client_secret_basic', 'private_key_jwt']);
    const { access_token: token } = (
      await post(`${server.issuer}/token`, {
        ...{ grant_type: 'client_credentials', scope: 'notes:read' },
        ...(await assertion('ES256')),
      })
    ).body;
    const asked = { client_id: 'console', token: String(token) };
    expect((await post(String(metadata.introspection_endpoint), asked)).body.error).to.equal('invalid_client');
    expect((await post(String(metadata.revocation_endpoint), { ...asked, token: 'x' })).status).to.equal(200);
  });

  it('dpop_signing_alg_values_supported: each is taken where codes and where tokens are given, and no other', async () => {
    for (const alg of ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA', 'Ed25519']) {
      const key = await createDpopKey(alg);
      for (const url of [String(metadata.device_authorization_endpoint), String(metadata.token_endpoint)]) {
        const { body } = await post(
          url,
          {
            grant_type: 'client_credentials',
            scope: 'notes:read',
            ...(url.endsWith('token') ? await assertion('ES256') : { client_id: 'console' }),
          },
          { DPoP: await key.prove({ method: 'POST', url, token: '' }, { ath: undefined }) },
        );
        const taken = listed('dpop_signing_alg_values_supported').includes(alg);
        expect(body.error, `${alg} at ${url}`).to.equal(taken ? undefined : 'invalid_dpop_proof');
      }
    }
  });

  it('code_challenge_methods_supported: S256, and no other', async () => {
    expect(listed('code_challenge_methods_supported')).to.deep.equal(['S256']);
    const ask = (method: string) =>
      post(String(metadata.device_authorization_endpoint), {
        ...{ client_id: 'console', scope: 'notes:read', code_challenge: 'A'.repeat(43), code_challenge_method: method },
      });
    expect((await ask('S256')).status).to.equal(200);
    expect((await ask('plain')).body.error).to.equal('invalid_request');
  });

  it('scopes_supported: a console may ask for all of them, and for no other; ID tokens are signed as it says, with claims that it lists', async () => {
    const pending = await askForCode(server.issuer, { scope: listed('scopes_supported').join(' ') });
    const other = { client_id: 'console', scope: 'openid address' };
    expect((await post(String(metadata.device_authorization_endpoint), other)).body.error).to.equal('invalid_scope');

    const alice = createPerson(server.issuer);
    await alice.signIn();
    await alice.decide(pending.user_code, 'approve');
    const idToken = String((await poll(server.issuer, pending.device_code)).body.id_token);
    expect(listed('id_token_signing_alg_values_supported')).to.deep.equal([decodeProtectedHeader(idToken).alg]);
    const ofTheTokenItself = ['aud', 'exp', 'iat', 'at_hash'];
    const claims = Object.keys(decodeJwt(idToken)).filter((name) => !ofTheTokenItself.includes(name));
    expect(listed('claims_supported')).to.include.members(claims);
  });

  it('ui_locales_supported: the pages speak each of them', async () => {
    expect(listed('ui_locales_supported')).not.to.be.empty;
    for (const language of listed('ui_locales_supported')) {
      const page = await (await fetch(`${server.issuer}/sign-in`, { headers: { 'Accept-Language': language } })).text();
      expect(page, language).to.include(`lang="${language}"`);
    }
  });

  it('response_types_supported: none, and the authorization endpoint knows none', async () => {
    expect(metadata.response_types_supported).to.deep.equal([]);
    for (const type of ['code', 'token', 'id_token', 'none']) {
      const reply = await fetch(`${String(metadata.authorization_endpoint)}?client_id=console&response_type=${type}`);
      expect(reply.status, type).to.equal(400);
    }
  });
});
