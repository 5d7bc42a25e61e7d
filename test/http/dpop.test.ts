import { expect } from 'chai';
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import type { JWTHeaderParameters, JWTPayload } from 'jose';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { createDpopKey } from '../support/dpop-key.ts';
import type { DpopKey } from '../support/dpop-key.ts';
import { DEVICE_CODE_GRANT, askForCode, poll, refresh } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

describe('DPoP at the token endpoint (RFC 9449, section 4.3)', () => {
  let config: ConfigFolder;
  let server: ServerProcess;
  let key: DpopKey;

  before(async () => {
    config = await copyConfigFolder();
    await config.change('clients.yaml', (file) => file.setIn(['clients', 0, 'devices', 'max'], 1000)); // one person pairs a device for each test
    server = await startServer({ config: config.path });
    key = await createDpopKey();
  });
  after(async () => {
    await server.stop();
    await config.remove();
  });

  const prove = (claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}, by = key): Promise<string> =>
    by.prove({ method: 'POST', url: `${server.issuer}/token`, token: '' }, { ath: undefined, ...claims }, header);

  async function approved(): Promise<string> {
    const pending = await askForCode(server.issuer);
    const alice = createPerson(server.issuer);
    await alice.signIn();
    await alice.decide(pending.user_code, 'approve');
    return pending.device_code;
  }

  it('takes a good proof, its address written as URLs may be: host in capitals, query and fragment ignored', async () => {
    const { port } = server;
    for (const htu of [`HTTP://LocalHost:${port}/token`, `${server.issuer}/token?a=b#c`, `${server.issuer}/./token`]) {
      const { status, body } = await poll(server.issuer, await approved(), {}, { DPoP: await prove({ htu }) });
      expect(status, `${htu}: ${JSON.stringify(body)}`).to.equal(200);
      expect(decodeJwt(String(body.access_token)).cnf).to.deep.equal({ jkt: key.jkt });
    }
  });

  const now = () => Math.floor(Date.now() / 1000);
  const bad: Readonly<Record<string, () => Promise<string>>> = {
    'for another method': () => prove({ htm: 'GET' }),
    'for another address': () => prove({ htu: `${server.issuer}/device_authorization` }),
    'for another host': () => prove({ htu: 'http://evil.example/token' }),
    'for another scheme': () => prove({ htu: server.issuer.replace('http:', 'https:') + '/token' }),
    'without a method': () => prove({ htm: undefined }),
    'without an address': () => prove({ htu: undefined }),
    'without an id': () => prove({ jti: undefined }),
    'without a time': () => prove({ iat: undefined }),
    'of another type': () => prove({}, { typ: 'jwt' }),
    'without a key': () => prove({}, { jwk: undefined }),
    'with the key of somebody else': async () => prove({}, { jwk: (await createDpopKey()).publicJwk }),
    'with its private key in it': () => prove({}, { jwk: key.privateJwk }),
    async 'signed with an algorithm that is not in the metadata'() {
      const { privateKey, publicKey } = await generateKeyPair('ES384');
      const jwk = await exportJWK(publicKey);
      return key.prove({ method: 'POST', url: `${server.issuer}/token`, token: '' }, {}, { alg: 'ES384', jwk }, privateKey);
    },
    async 'not signed at all'() {
      const [, payload] = (await prove()).split('.');
      const header = { alg: 'none', typ: 'dpop+jwt', jwk: key.publicJwk };
      return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${String(payload)}.`;
    },
    'sent twice in one request': async () => `${await prove()}, ${await prove()}`,
  };
  for (const [what, make] of Object.entries(bad)) {
    it(`refuses a proof ${what}, and burns no code`, async () => {
      const deviceCode = await approved();
      const { status, body } = await poll(server.issuer, deviceCode, {}, { DPoP: await make() });
      expect(status).to.equal(400);
      expect(body.error).to.equal('invalid_dpop_proof');
      expect((await poll(server.issuer, deviceCode, {}, { DPoP: await prove() })).status).to.equal(200);
    });
  }

  it('a clock four minutes off, either way, is no reason to refuse', async () => {
    for (const skew of [-240, 240]) {
      const { status } = await poll(server.issuer, await approved(), {}, { DPoP: await prove({ iat: now() + skew }) });
      expect(status, `${skew} s`).to.equal(200);
    }
  });

  it('a clock an hour off is asked for a nonce, which says that the proof is fresh, and then gets its tokens (section 8)', async () => {
    for (const skew of [-3600, 3600]) {
      const deviceCode = await approved();
      const asked = await poll(server.issuer, deviceCode, {}, { DPoP: await prove({ iat: now() + skew }) });
      expect(asked.body.error, `${skew} s`).to.equal('use_dpop_nonce');
      const nonce = asked.headers.get('DPoP-Nonce') ?? '';
      const proof = await prove({ iat: now() + skew, nonce });
      expect((await poll(server.issuer, deviceCode, {}, { DPoP: proof })).status, `${skew} s`).to.equal(200);
      expect((await poll(server.issuer, await approved(), {}, { DPoP: proof })).body.error, 'but once').to.equal(
        'invalid_dpop_proof',
      );
    }
  });

  it('tells the time in every answer, so that a console can mend its proofs (RFC 9110, section 6.6.1)', async () => {
    const answer = await poll(server.issuer, 'nobody-knows-it');
    expect(Math.abs(Date.parse(answer.headers.get('Date') ?? '') - Date.now())).to.be.below(3000);
  });

  it('a refresh token of a public client is worth nothing with another key, and is not ended by trying (section 5)', async () => {
    const { body } = await poll(server.issuer, await approved(), {}, { DPoP: await prove() });
    const other = await createDpopKey();
    const stolen = await refresh(server.issuer, body.refresh_token, {}, { DPoP: await prove({}, {}, other) });
    expect(stolen.body.error).to.be.oneOf(['invalid_grant', 'invalid_dpop_proof']);
    const renewed = await refresh(server.issuer, body.refresh_token, {}, { DPoP: await prove() });
    expect(decodeJwt(String(renewed.body.access_token)).cnf).to.deep.equal({ jkt: key.jkt });
  });

  it('fifty who send one proof at once are one who gets an answer (section 11.1)', async () => {
    const codes = await Promise.all(Array.from({ length: 8 }, approved));
    const proof = await prove();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => poll(server.issuer, codes[n % codes.length]!, {}, { DPoP: proof })),
    );
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
  });

  it('says so in its metadata (section 5.1)', async () => {
    const metadata = (await (await fetch(`${server.issuer}/.well-known/oauth-authorization-server`)).json()) as Record<
      string,
      unknown
    >;
    expect(metadata.dpop_signing_alg_values_supported).to.have.members(['ES256', 'EdDSA', 'Ed25519']);
  });
});

describe('DPoP with nonces required (RFC 9449, section 8)', () => {
  it('asks for a nonce before a token is given, takes its own, and no other', async () => {
    const config = await copyConfigFolder();
    await config.change('countersign.yaml', (file) => file.setIn(['dpop', 'require_nonce'], true));
    const server = await startServer({ config: config.path });
    const key = await createDpopKey();
    const pending = await askForCode(server.issuer);
    const alice = createPerson(server.issuer);
    await alice.signIn();
    await alice.decide(pending.user_code, 'approve');
    const redeem = async (nonce?: string) => {
      const proof = await key.prove({ method: 'POST', url: `${server.issuer}/token`, token: '' }, { ath: undefined, nonce });
      return poll(server.issuer, pending.device_code, { grant_type: DEVICE_CODE_GRANT }, { DPoP: proof });
    };
    try {
      const asked = await redeem();
      expect(asked.status).to.equal(400);
      expect(asked.body.error).to.equal('use_dpop_nonce');
      const nonce = asked.headers.get('DPoP-Nonce') ?? '';
      expect(nonce).to.match(/^[\w-]{20,}$/);
      expect((await redeem('A'.repeat(nonce.length))).body.error).to.equal('use_dpop_nonce');
      expect((await redeem(nonce)).body.token_type).to.equal('DPoP');
    } finally {
      await server.stop();
      await config.remove();
    }
  });
});
