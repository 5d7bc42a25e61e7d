import { createHash, randomBytes } from 'node:crypto';

import { expect } from 'chai';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWTHeaderParameters, JWTPayload } from 'jose';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { createDpopKey } from '../support/dpop-key.ts';
import type { DpopKey } from '../support/dpop-key.ts';
import { poll, post } from '../support/http-console.ts';
import type { Answer, Parameters } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { STORAGES } from '../support/storages.ts';
import type { SuiteStorage } from '../support/storages.ts';

const HOUR = 3600;
const now = (): number => Math.floor(Date.now() / 1000);

/** What a console with a key does at one server. */
function createStation(server: () => ServerProcess, key: () => DpopKey) {
  const prove = (path: string, claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}): Promise<string> =>
    key().prove({ method: 'POST', url: `${server().issuer}${path}`, token: '' }, { ath: undefined, ...claims }, header);
  const ask = (parameters: Parameters = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    post(`${server().issuer}/device_authorization`, { client_id: 'console', scope: 'notes:read', ...parameters }, headers);
  const askWith = async (claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}): Promise<Answer> =>
    ask({}, { DPoP: await prove('/device_authorization', claims, header) });
  const nonceOf = ({ headers }: Answer): string => headers.get('DPoP-Nonce') ?? '';
  async function approve({ body }: Answer): Promise<string> {
    const alice = createPerson(server().issuer);
    await alice.signIn();
    await alice.decide(String(body.user_code), 'approve');
    return String(body.device_code);
  }
  return { prove, ask, askWith, nonceOf, approve };
}

for (const { name, open } of STORAGES) {
  describe(`a DPoP proof at the device authorization request (RFC 9449, section 4.3), on ${name}`, () => {
    let storage: SuiteStorage;
    let server: ServerProcess;
    let key: DpopKey;
    const { ask, askWith, prove, nonceOf, approve } = createStation(
      () => server,
      () => key,
    );

    before(async () => {
      storage = await open();
      server = await startServer({ storage: storage.url });
      key = await createDpopKey();
    });
    after(async () => {
      await server.stop();
      await storage.remove();
    });

    const good: Readonly<Record<string, () => JWTPayload>> = {
      'with the host in capitals': () => ({ htu: `HTTP://LOCALHOST:${server.port}/device_authorization` }),
      'with a query and a fragment': () => ({ htu: `${server.issuer}/device_authorization?a=b#c` }),
      'with a detour in the path': () => ({ htu: `${server.issuer}/x/../device_authorization` }),
      'by a clock that is four minutes slow': () => ({ iat: now() - 240 }),
      'by a clock that is four minutes fast': () => ({ iat: now() + 240 }),
      'with an empty nonce, which is none': () => ({ nonce: '' }),
    };
    for (const [what, claims] of Object.entries(good)) {
      it(`is good ${what}`, async () => {
        const answer = await askWith(claims());
        expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      });
    }

    const bad: Readonly<Record<string, () => JWTPayload>> = {
      'for another method': () => ({ htm: 'GET' }),
      'for the method in small letters': () => ({ htm: 'post' }),
      'for the token endpoint': () => ({ htu: `${server.issuer}/token` }),
      'for another path in capitals': () => ({ htu: `${server.issuer}/DEVICE_AUTHORIZATION` }),
      'for another host': () => ({ htu: 'http://evil.example/device_authorization' }),
      'for another port': () => ({ htu: 'http://localhost:1/device_authorization' }),
      'for another scheme': () => ({ htu: `${server.issuer.replace('http:', 'https:')}/device_authorization` }),
      'for somebody at our host': () => ({ htu: `http://user@localhost:${server.port}/device_authorization` }),
      'for an address that is none': () => ({ htu: '/device_authorization' }),
      'without a method': () => ({ htm: undefined }),
      'without an address': () => ({ htu: undefined }),
      'without an id': () => ({ jti: undefined }),
      'with an empty id': () => ({ jti: '' }),
      'without a time': () => ({ iat: undefined }),
      'with a nonce that is no text': () => ({ nonce: 1 }),
    };
    for (const [what, claims] of Object.entries(bad)) {
      it(`is refused ${what}`, async () => {
        const answer = await askWith(claims());
        expect([answer.status, answer.body.error]).to.deep.equal([400, 'invalid_dpop_proof']);
        expect(nonceOf(answer), 'no nonce would mend it').to.equal('');
      });
    }

    it('is refused with another type, without a key, with another key or a private one, twice, unsigned, or with an algorithm not in the metadata', async () => {
      const other = await createDpopKey();
      const weak = await generateKeyPair('ES384');
      const [, payload] = (await prove('/device_authorization')).split('.');
      const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'dpop+jwt', jwk: key.publicJwk })).toString('base64url');
      const proofs = [
        await prove('/device_authorization', {}, { typ: 'jwt' }),
        await prove('/device_authorization', {}, { jwk: undefined }),
        await prove('/device_authorization', {}, { jwk: other.publicJwk }),
        await prove('/device_authorization', {}, { jwk: key.privateJwk }),
        `${await prove('/device_authorization')}, ${await prove('/device_authorization')}`,
        `${unsigned}.${String(payload)}.`,
        await key.prove(
          { method: 'POST', url: `${server.issuer}/device_authorization`, token: '' },
          { ath: undefined },
          { alg: 'ES384', jwk: await exportJWK(weak.publicKey) },
          weak.privateKey,
        ),
      ];
      for (const [index, proof] of proofs.entries())
        expect((await ask({}, { DPoP: proof })).body.error, `proof ${index}`).to.equal('invalid_dpop_proof');
    });

    it('is good once, also when fifty send it at the same moment, and not at the token endpoint (section 11.1)', async () => {
      const DPoP = await prove('/device_authorization');
      const answers = await Promise.all(Array.from({ length: 50 }, () => ask({}, { DPoP })));
      const first = answers.filter(({ status }) => status === 200);
      expect(first).to.have.length(1);
      for (const { status, body } of answers) if (status !== 200) expect(body.error).to.equal('invalid_dpop_proof');
      const deviceCode = await approve(first[0]!);
      expect((await poll(server.issuer, deviceCode, {}, { DPoP })).body.error).to.equal('invalid_dpop_proof');
      expect((await poll(server.issuer, deviceCode, {}, { DPoP: await prove('/token') })).body.token_type).to.equal('DPoP');
    });

    it('by a clock that is an hour off is asked for with a nonce, which says that it is new, and is then good, once (section 8)', async () => {
      for (const iat of [now() - HOUR, now() + HOUR]) {
        const asked = await askWith({ iat });
        expect([asked.status, asked.body.error]).to.deep.equal([400, 'use_dpop_nonce']);
        const claims = { iat, nonce: nonceOf(asked), jti: randomBytes(8).toString('hex') };
        expect((await askWith(claims)).status).to.equal(200);
        expect((await askWith(claims)).body.error, 'a second time').to.equal('invalid_dpop_proof');
      }
    });

    it('gets a nonce for the next request, one and the same for every endpoint (section 8.2)', async () => {
      const begun = await askWith();
      expect(nonceOf(begun)).to.match(/^[\w-]{43}$/);
      const deviceCode = await approve(begun);
      const polled = await poll(server.issuer, deviceCode, {}, { DPoP: await prove('/token', { nonce: nonceOf(begun) }) });
      expect(polled.status, JSON.stringify(polled.body)).to.equal(200);
      const unknown = await poll(server.issuer, 'x', {}, { DPoP: await prove('/token') });
      expect((await askWith({ nonce: nonceOf(unknown), iat: now() - HOUR })).status).to.equal(200);
    });

    it('gives no nonce to who sent no proof', async () => {
      expect(nonceOf(await ask())).to.equal('');
    });
  });
}

describe('DPoP proofs at the device authorization request, with nonces required (RFC 9449, section 8)', () => {
  let config: ConfigFolder;
  let server: ServerProcess;
  let key: DpopKey;
  const { askWith, nonceOf } = createStation(
    () => server,
    () => key,
  );

  before(async () => {
    config = await copyConfigFolder();
    await config.change('countersign.yaml', (file) => file.setIn(['dpop', 'require_nonce'], true));
    server = await startServer({ config: config.path });
    key = await createDpopKey();
  });
  after(async () => {
    await server.stop();
    await config.remove();
  });

  it('a proof without a nonce, or with one that is not ours any more, is asked for again, and the retry works', async () => {
    for (const nonce of [undefined, '', 'old', 'A'.repeat(43)]) {
      const asked = await askWith({ nonce });
      expect([asked.status, asked.body.error], nonce).to.deep.equal([400, 'use_dpop_nonce']);
      expect(asked.headers.get('Content-Type')).to.match(/^application\/json/);
      expect(asked.headers.get('Cache-Control')).to.equal('no-store');
      expect((await askWith({ nonce: nonceOf(asked) })).status).to.equal(200);
    }
  });

  it('a nonce mends nothing but the time', async () => {
    const nonce = nonceOf(await askWith());
    expect((await askWith({ nonce, htm: 'GET' })).body.error).to.equal('invalid_dpop_proof');
    expect((await askWith({ nonce, htu: 'http://evil.example/device_authorization' })).body.error).to.equal('invalid_dpop_proof');
  });
});

describe('a client that must bind its device codes (clients.yaml: pkce, dpop_jkt)', () => {
  let config: ConfigFolder;
  let server: ServerProcess;
  let key: DpopKey;
  const { ask, prove, approve } = createStation(
    () => server,
    () => key,
  );
  const verifier = randomBytes(32).toString('base64url');
  const pkce = { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };
  const strict = { client_id: 'console-strict' };

  before(async () => {
    config = await copyConfigFolder();
    await config.change('clients.yaml', (file) => {
      file.setIn(['clients', 0, 'tokens'], 'dpop');
      file.setIn(['clients', 2, 'pkce'], 'required');
    });
    server = await startServer({ config: config.path });
    key = await createDpopKey();
  });
  after(async () => {
    await server.stop();
    await config.remove();
  });

  it('gets no code without both, and is told what to send', async () => {
    const DPoP = await prove('/device_authorization');
    const neither = await ask(strict);
    expect(neither.body).to.include({
      error: 'invalid_request',
      error_description: 'this client must send code_challenge with code_challenge_method=S256',
    });
    expect((await ask(strict, { DPoP })).body.error).to.equal('invalid_request');
    const withoutAny: Parameters[] = [{}, { dpop_jkt: '' }];
    for (const parameters of withoutAny) {
      const withoutKey = await ask({ ...strict, ...pkce, ...parameters });
      expect(withoutKey.status).to.equal(400);
      expect(withoutKey.body).to.include({
        error: 'invalid_request',
        error_description: 'this client must send a DPoP proof with this request, or the thumbprint of its key as dpop_jkt',
      });
    }
  });

  it('by PKCE alone: gets none without, on either road, and one with it', async () => {
    const roads: readonly Parameters[] = [{}, { trace: 'x' }];
    for (const more of roads) {
      const bearer: Parameters = { client_id: 'console-bearer', ...more };
      const without = await ask(bearer);
      expect(without.status).to.equal(400);
      expect(without.body.error_description).to.equal('this client must send code_challenge with code_challenge_method=S256');
      expect((await ask({ ...bearer, code_challenge: '', code_challenge_method: '' })).body.error).to.equal('invalid_request');
      const deviceCode = await approve(await ask({ ...bearer, ...pkce }));
      expect((await poll(server.issuer, deviceCode, bearer)).body.error).to.equal('invalid_grant');
      expect((await poll(server.issuer, deviceCode, { ...bearer, code_verifier: verifier })).status).to.equal(200);
    }
  });

  it('gets one with a proof, or with dpop_jkt, and tokens with verifier and key', async () => {
    const bindings: [Parameters, Record<string, string>][] = [
      [{}, { DPoP: await prove('/device_authorization') }],
      [{ dpop_jkt: key.jkt }, {}],
    ];
    for (const [parameters, headers] of bindings) {
      const deviceCode = await approve(await ask({ ...strict, ...pkce, ...parameters }, headers));
      const withKey = async (more: Parameters) =>
        poll(server.issuer, deviceCode, { ...strict, ...more }, { DPoP: await prove('/token') });
      expect((await poll(server.issuer, deviceCode, { ...strict, code_verifier: verifier })).body.error).to.equal(
        'invalid_grant',
      );
      expect((await withKey({})).body.error).to.equal('invalid_grant');
      expect((await withKey({ code_verifier: verifier })).body.token_type).to.equal('DPoP');
    }
  });

  it('is another than one that must only use bound tokens: that one may bind at redemption, as OAuth libraries do', async () => {
    const deviceCode = await approve(await ask());
    const { body } = await poll(server.issuer, deviceCode);
    expect(body).to.include({ error: 'invalid_grant', error_description: 'this client must send a DPoP proof' });
    expect((await poll(server.issuer, deviceCode, {}, { DPoP: await prove('/token') })).body.token_type).to.equal('DPoP');
  });
});
