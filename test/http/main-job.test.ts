import { expect } from 'chai';
import { decodeJwt, decodeProtectedHeader } from 'jose';

import { createDpopKey } from '../support/dpop-key.ts';
import { askForCode, poll, post, refresh } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { STORAGES } from '../support/storages.ts';
import type { SuiteStorage } from '../support/storages.ts';

const NOTES = 'urn:countersign:example:notes';

for (const { name, open } of STORAGES) {
  describe(`the main job over plain HTTP, on ${name}`, () => {
    let storage: SuiteStorage;
    let server: ServerProcess;

    before(async () => {
      storage = await open();
      server = await startServer({ storage: storage.url });
    });
    after(async () => {
      await server.stop();
      await storage.remove();
    });

    async function pair(): Promise<Record<string, unknown>> {
      const pending = await askForCode(server.issuer, { device_name: 'build box' });
      const alice = createPerson(server.issuer);
      await alice.signIn();
      await alice.decide(pending.user_code, 'approve');
      const { status, body } = await poll(server.issuer, pending.device_code);
      expect(status, JSON.stringify(body)).to.equal(200);
      return body;
    }

    it('answers a device authorization request with everything RFC 8628, section 3.2 names, interval included', async () => {
      const answer = await post(`${server.issuer}/device_authorization`, { client_id: 'console', scope: 'notes:read' });
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('Cache-Control')).to.include('no-store');
      expect(answer.body).to.have.all.keys(
        'device_code',
        'user_code',
        'verification_uri',
        'verification_uri_complete',
        'expires_in',
        'interval',
      );
      expect(answer.body.user_code).to.match(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
      expect(answer.body).to.include({ expires_in: 600, interval: 5, verification_uri: `${server.issuer}/device` });
      expect(answer.body.verification_uri_complete).to.equal(
        `${server.issuer}/device?user_code=${String(answer.body.user_code)}`,
      );
    });

    it('leaves verification_uri_complete out for a client that is set up so', async () => {
      const answer = await post(`${server.issuer}/device_authorization`, {
        client_id: 'console-strict',
        scope: 'notes:read',
        code_challenge: 'A'.repeat(43),
        code_challenge_method: 'S256',
        dpop_jkt: 'A'.repeat(43),
      });
      expect(answer.body).to.have.property('verification_uri');
      expect(answer.body).not.to.have.property('verification_uri_complete');
    });

    it('says authorization_pending at the first poll, slow_down at one that comes too early, and is not resentful', async () => {
      const { device_code: deviceCode } = await askForCode(server.issuer);
      expect((await poll(server.issuer, deviceCode)).body.error).to.equal('authorization_pending');
      expect((await poll(server.issuer, deviceCode)).body.error).to.equal('slow_down');
      await new Promise((resolve) => setTimeout(resolve, 4200)); // one interval, less the tolerance
      expect((await poll(server.issuer, deviceCode)).body.error).to.equal('authorization_pending');
    });

    it('gives a token for the API alone, with its scopes alone, after approval (RFC 9068)', async () => {
      const tokens = await pair();
      expect(tokens).to.include({ token_type: 'Bearer', expires_in: 600 });
      expect(decodeProtectedHeader(String(tokens.access_token))).to.include({ typ: 'at+jwt', alg: 'ES256' });
      const claims = decodeJwt(String(tokens.access_token));
      expect(claims).to.include({
        iss: server.issuer,
        aud: NOTES,
        sub: 'alice',
        client_id: 'console',
        scope: 'notes:read notes:write',
      });
      expect(claims).to.include.keys('exp', 'iat', 'jti', 'auth_time', 'amr', 'device_id');
      expect(decodeJwt(String(tokens.id_token))).to.include({ sub: 'alice', aud: 'console' });
    });

    it('answers a decided request at once, however early the poll', async () => {
      const pending = await askForCode(server.issuer);
      await poll(server.issuer, pending.device_code);
      const alice = createPerson(server.issuer);
      await alice.signIn();
      await alice.decide(pending.user_code, 'approve');
      expect((await poll(server.issuer, pending.device_code)).status).to.equal(200);
    });

    it('says access_denied after a denial, and again if the answer was lost', async () => {
      const pending = await askForCode(server.issuer);
      const alice = createPerson(server.issuer);
      await alice.signIn();
      const page = await alice.decide(pending.user_code, 'deny');
      expect(page.status).to.equal(200);
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('access_denied');
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('access_denied');
    });

    it('gives a device code exactly one token answer among 50 parallel polls', async () => {
      const pending = await askForCode(server.issuer);
      const alice = createPerson(server.issuer);
      await alice.signIn();
      await alice.decide(pending.user_code, 'approve');
      const answers = await Promise.all(Array.from({ length: 50 }, () => poll(server.issuer, pending.device_code)));
      const winners = answers.filter(({ status }) => status === 200);
      expect(winners).to.have.length(1);
      expect(answers.filter(({ body }) => body.error === 'invalid_grant')).to.have.length(49);
      expect((await refresh(server.issuer, winners[0]?.body.refresh_token)).status, 'the winner lives on').to.equal(200);
    });

    it('rotates refresh tokens, repeats an answer that was lost, and ends the device when one is reused', async () => {
      const first = await pair();
      const bystander = await pair();
      const second = await refresh(server.issuer, first.refresh_token);
      expect(second.status).to.equal(200);
      expect(second.body.refresh_token).not.to.equal(first.refresh_token);
      expect(decodeJwt(String(second.body.access_token))).to.include({ scope: 'notes:read notes:write', sub: 'alice' });

      const repeated = await refresh(server.issuer, first.refresh_token);
      expect(repeated.status, 'the answer was lost, the successor never used').to.equal(200);
      expect((await refresh(server.issuer, second.body.refresh_token)).body.error, 'the lost successor is dead').to.equal(
        'invalid_grant',
      );

      const third = await refresh(server.issuer, repeated.body.refresh_token);
      expect(third.status).to.equal(200);
      expect((await refresh(server.issuer, first.refresh_token)).body.error, 'reuse').to.equal('invalid_grant');
      expect((await refresh(server.issuer, third.body.refresh_token)).body.error, 'reuse ended the device').to.equal(
        'invalid_grant',
      );
      const { device_id: pairing } = decodeJwt(String(first.access_token));
      const told = server.events().filter((event) => event.pairing === pairing);
      const reuse = told.filter(({ message }) => message === 'refresh_token.reused');
      expect(reuse, 'and whoever reads the log hears of it, once').to.have.length(1);
      expect(reuse[0]).to.include({ level: 'warn', audit: true, client: 'console' });
      expect(told.at(-1)).to.include({ message: 'device.ended', by: 'reuse' });
      expect((await refresh(server.issuer, bystander.refresh_token)).status, 'and no other').to.equal(200);
    });

    it('binds tokens to the DPoP key of the poll, and the refresh token too (RFC 9449, section 5)', async () => {
      const key = await createDpopKey();
      const pending = await askForCode(server.issuer);
      const alice = createPerson(server.issuer);
      await alice.signIn();
      await alice.decide(pending.user_code, 'approve');
      const proof = () => key.prove({ method: 'POST', url: `${server.issuer}/token`, token: '' }, { ath: undefined });
      const { body } = await poll(server.issuer, pending.device_code, {}, { DPoP: await proof() });
      expect(body.token_type).to.equal('DPoP');
      expect(decodeJwt(String(body.access_token)).cnf).to.deep.equal({ jkt: key.jkt });
      expect((await refresh(server.issuer, body.refresh_token)).body.error).to.equal('invalid_grant');
      expect((await refresh(server.issuer, body.refresh_token, {}, { DPoP: await proof() })).status).to.equal(200);
    });

    it('revokes: the refresh token is dead, the access token inactive, and other devices live (RFC 7009)', async () => {
      const tokens = await pair();
      const other = await pair();
      expect(
        (await post(`${server.issuer}/revoke`, { client_id: 'console', token: String(tokens.refresh_token) })).status,
      ).to.equal(200);
      expect((await refresh(server.issuer, tokens.refresh_token)).body.error).to.equal('invalid_grant');
      expect((await refresh(server.issuer, other.refresh_token)).status).to.equal(200);
      expect((await post(`${server.issuer}/revoke`, { client_id: 'console', token: 'nobody-knows-it' })).status).to.equal(200);
    });

    it('publishes its metadata under both addresses, and every endpoint there answers (RFC 8414)', async () => {
      const read = async (path: string) =>
        (await (await fetch(`${server.issuer}/.well-known/${path}`)).json()) as Record<string, string>;
      const oauth = await read('oauth-authorization-server');
      const oidc = await read('openid-configuration');
      expect(oauth).to.deep.equal(oidc);
      expect(oauth.issuer).to.equal(server.issuer);
      expect(oauth.grant_types_supported).to.include('urn:ietf:params:oauth:grant-type:device_code');
      for (const [key, url] of Object.entries(oauth).filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri')) {
        const { status } = await fetch(url, { method: 'POST', body: new URLSearchParams() }).then((reply) =>
          reply.status === 404 ? fetch(url) : reply,
        );
        expect(status, key).to.be.oneOf([200, 400, 401]);
      }
    });

    it('publishes no private key', async () => {
      const { keys } = (await (await fetch(`${server.issuer}/jwks`)).json()) as { keys: Record<string, unknown>[] };
      expect(keys).to.have.length(1);
      expect(keys[0]).to.include({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
      expect(keys[0]).not.to.have.property('d');
    });

    it('prints nothing that is not its own: no notice and no warning of a library', () => {
      const foreign = server
        .output()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('{'));
      expect(foreign).to.have.length(3);
      expect(foreign[0]).to.equal(`Countersign is ready: ${server.issuer}`);
    });
  });
}
