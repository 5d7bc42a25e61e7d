import { createHash, randomBytes } from 'node:crypto';

import { expect } from 'chai';
import { decodeJwt } from 'jose';

import { createDpopKey } from '../support/dpop-key.ts';
import type { DpopKey } from '../support/dpop-key.ts';
import { askForCode, poll, post } from '../support/http-console.ts';
import type { Parameters } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

describe('a device code bound by PKCE (RFC 7636)', () => {
  let server: ServerProcess;
  const verifier = randomBytes(32).toString('base64url');
  const challenge = { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };

  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  async function approved(parameters: Parameters = challenge): Promise<string> {
    const pending = await askForCode(server.issuer, parameters);
    const alice = createPerson(server.issuer);
    await alice.signIn();
    await alice.decide(pending.user_code, 'approve');
    return pending.device_code;
  }

  it('is redeemed with the verifier', async () => {
    expect((await poll(server.issuer, await approved(), { code_verifier: verifier })).status).to.equal(200);
  });

  it('is not redeemed without it, or with another one, and is not burnt by trying', async () => {
    const deviceCode = await approved();
    const wrong: Parameters[] = [
      {},
      { code_verifier: '' },
      { code_verifier: 'short' },
      { code_verifier: randomBytes(32).toString('base64url') },
    ];
    for (const parameters of [...wrong, { code_verifier: challenge.code_challenge }]) {
      const answer = await poll(server.issuer, deviceCode, parameters);
      expect(answer.body.error, JSON.stringify(parameters)).to.equal('invalid_grant');
      expect(answer.body.error_description).to.include('code_verifier');
    }
    expect((await poll(server.issuer, deviceCode, { code_verifier: verifier })).status).to.equal(200);
  });

  it('is refused to another client, and the rightful one still redeems it (CVE-2023-2585 elsewhere)', async () => {
    const deviceCode = await approved();
    expect((await poll(server.issuer, deviceCode, { client_id: 'console-bearer', code_verifier: verifier })).body.error).to.equal(
      'invalid_grant',
    );
    expect((await poll(server.issuer, deviceCode, { code_verifier: verifier })).status).to.equal(200);
  });

  describe('or by a DPoP key, proved at the device authorization request (RFC 9449)', () => {
    const proveAt = (key: DpopKey, path: string, claims = {}) =>
      key.prove({ method: 'POST', url: `${server.issuer}${path}`, token: '' }, { ath: undefined, ...claims });

    async function approvedFor(parameters: Parameters, headers: Record<string, string>): Promise<string> {
      const pending = await askForCode(server.issuer, parameters, headers);
      const alice = createPerson(server.issuer);
      await alice.signIn();
      await alice.decide(pending.user_code, 'approve');
      return pending.device_code;
    }

    it('is redeemed with that key alone, and not burnt by trying without it or with another', async () => {
      const [key, other] = [await createDpopKey(), await createDpopKey()];
      const deviceCode = await approvedFor({}, { DPoP: await proveAt(key, '/device_authorization') });
      expect((await poll(server.issuer, deviceCode)).body.error).to.equal('invalid_grant');
      expect((await poll(server.issuer, deviceCode, {}, { DPoP: await proveAt(other, '/token') })).body.error).to.equal(
        'invalid_grant',
      );
      const { body } = await poll(server.issuer, deviceCode, {}, { DPoP: await proveAt(key, '/token') });
      expect(decodeJwt(String(body.access_token)).cnf).to.deep.equal({ jkt: key.jkt });
    });

    it('is bound by dpop_jkt alone just as well', async () => {
      const key = await createDpopKey();
      const deviceCode = await approvedFor({ dpop_jkt: key.jkt }, {});
      expect((await poll(server.issuer, deviceCode)).body.error).to.equal('invalid_grant');
      expect((await poll(server.issuer, deviceCode, {}, { DPoP: await proveAt(key, '/token') })).body.token_type).to.equal(
        'DPoP',
      );
    });

    it('is refused when dpop_jkt and proof name two keys, or the client is set up for bearer tokens', async () => {
      const [key, other] = [await createDpopKey(), await createDpopKey()];
      const request = { client_id: 'console', scope: 'notes:read' };
      const ask = async (parameters: Parameters) =>
        post(
          `${server.issuer}/device_authorization`,
          { ...request, ...parameters },
          { DPoP: await proveAt(key, '/device_authorization') },
        );
      expect((await ask({ dpop_jkt: other.jkt })).body.error).to.equal('invalid_request');
      expect((await ask({ dpop_jkt: 'nonsense' })).body.error).to.equal('invalid_request');
      expect((await ask({ client_id: 'console-bearer' })).body.error).to.equal('invalid_request');
    });
  });

  it('a proof is good once (RFC 9449, section 11.1)', async () => {
    const key = await createDpopKey();
    const proof = await key.prove({ method: 'POST', url: `${server.issuer}/token`, token: '' }, { ath: undefined });
    const [first, second] = [await approved(), await approved()];
    expect((await poll(server.issuer, first, { code_verifier: verifier }, { DPoP: proof })).status).to.equal(200);
    expect((await poll(server.issuer, second, { code_verifier: verifier }, { DPoP: proof })).body.error).to.equal(
      'invalid_dpop_proof',
    );
  });
});
