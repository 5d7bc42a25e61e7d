import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';
import { decodeJwt } from 'jose';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { askForCode, poll, post, refresh } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const NOTES = 'urn:countersign:example:notes';
const SECRET = randomBytes(24).toString('base64url');
const basic = (id: string, secret: string) => ({ Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` });

describe('RFC 8628, line by line', () => {
  let config: ConfigFolder;
  let server: ServerProcess;

  before(async () => {
    config = await copyConfigFolder();
    await config.write('gateway.secret', SECRET);
    await config.change('clients.yaml', (clients) => {
      const common = { grants: ['device_code', 'refresh_token'], apis: [NOTES] };
      const brief = { interval: '1s', device_code: '2s' };
      clients.addIn(['clients'], { id: 'brief', name: 'Brief', authentication: { method: 'none' }, ...common, lifetimes: brief });
      const authentication = { method: 'client_secret_basic', secret: 'file:gateway.secret' };
      clients.addIn(['clients'], { id: 'gateway', name: 'Gateway', authentication, ...common });
    });
    server = await startServer({ config: config.path });
  });
  after(async () => {
    await server.stop();
    await config.remove();
  });

  async function signedIn(name = 'alice', password = 'wonderland'): Promise<Person> {
    const person = createPerson(server.issuer);
    await person.signIn(name, password);
    return person;
  }

  describe('a client with a secret authenticates at every step (sections 3.1 and 3.4)', () => {
    const request = { scope: 'notes:read' };

    it('is refused a code without its secret, or with a wrong one, with the challenge of what it tried (RFC 6749, section 5.2)', async () => {
      const endpoint = `${server.issuer}/device_authorization`;
      expect((await post(endpoint, { client_id: 'gateway', ...request })).body.error).to.equal('invalid_client');
      const wrong = await post(endpoint, request, basic('gateway', 'not-the-secret'));
      expect(wrong.status).to.equal(401);
      expect(wrong.body.error).to.equal('invalid_client');
      expect(wrong.headers.get('WWW-Authenticate')).to.match(/^Basic /);
    });

    it('and its code is worth nothing without the secret, and not burnt by trying', async () => {
      const { body: pending } = await post(`${server.issuer}/device_authorization`, request, basic('gateway', SECRET));
      await (await signedIn()).decide(String(pending.user_code), 'approve');
      const redeem = {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: String(pending.device_code),
      };
      expect((await post(`${server.issuer}/token`, { client_id: 'gateway', ...redeem })).body.error).to.equal('invalid_client');
      expect((await post(`${server.issuer}/token`, redeem, basic('gateway', 'not-the-secret'))).status).to.equal(401);
      expect((await post(`${server.issuer}/token`, { client_id: 'console', ...redeem })).body.error).to.equal('invalid_grant');
      expect((await post(`${server.issuer}/token`, redeem, basic('gateway', SECRET))).status).to.equal(200);
    });

    it('authenticates in one way and as one client, not two (RFC 6749, section 2.3)', async () => {
      const assertion = {
        client_assertion: 'a.b.c',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      };
      for (const second of [assertion, { client_id: 'console' }]) {
        const request = { scope: 'notes:read', ...second };
        const answer = await post(`${server.issuer}/device_authorization`, request, basic('gateway', SECRET));
        expect(answer.status, JSON.stringify(second)).to.equal(400);
        expect(answer.body.error, JSON.stringify(second)).to.equal('invalid_request');
      }
    });
  });

  describe('the codes (sections 5.1, 5.2 and 6.1)', () => {
    it('device codes have 256 bits in base64url, user codes eight letters of twenty, and none comes twice', async () => {
      const codes = await Promise.all(Array.from({ length: 60 }, () => askForCode(server.issuer)));
      for (const { device_code: deviceCode, user_code: userCode } of codes) {
        expect(deviceCode).to.match(/^[A-Za-z0-9_-]{43}$/);
        expect(userCode).to.match(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
      }
      expect(new Set(codes.map((code) => code.device_code)).size).to.equal(60);
      expect(new Set(codes.map((code) => code.user_code)).size).to.equal(60);
    });

    it('the code is on the page that asks for consent, to be compared with the one on the device (section 3.3.1)', async () => {
      const pending = await askForCode(server.issuer, { device_name: 'build box' }, { 'User-Agent': 'countersign/1.2 (linux)' });
      const alice = await signedIn();
      await alice.open(new URL(pending.verification_uri_complete ?? '').pathname + `?user_code=${pending.user_code}`);
      const { html } = await alice.submit('/device', { user_code: pending.user_code });
      for (const shown of [pending.user_code, 'Example Console', 'build box', 'Alice']) expect(html).to.include(shown);
      expect(html.replaceAll(/<[^>]+>/g, ''), 'what it says it is').to.include('countersign 1.2 on Linux');
      expect(html, 'from where').to.match(/127\.0\.0\.1|::1/);
      expect(html, 'what it may do, in sentences').to.include('Read your notes').and.include('Write and change your notes');
    });

    it('the field for the code has a label, and is one that browsers, keyboards and password managers understand', async () => {
      const alice = createPerson(server.issuer);
      await alice.signIn();
      const { html } = await alice.open('/device');
      const [field = ''] = /<input[^>]* name="user_code"[^>]*>/.exec(html) ?? [];
      for (const attribute of ['autocomplete="one-time-code"', 'autocapitalize="characters"', 'spellcheck="false"', 'required'])
        expect(field, attribute).to.include(attribute);
      expect(field, 'a code may be pasted with whatever is around it').not.to.match(/maxlength|pattern/);
      const [, id = 'no id'] = / id="([^"]+)"/.exec(field) ?? [];
      expect(html).to.match(new RegExp(`<label[^>]* for="${id}"[^>]*>[^<]+`));
      expect(html).to.match(/<html[^>]* lang="en"/);
    });

    it('a request that needs no right of an API is put before the person all the same (Keycloak #26100 elsewhere)', async () => {
      const pending = await askForCode(server.issuer, { scope: 'openid' });
      const alice = await signedIn();
      expect((await alice.lookUp(pending.user_code)).html).to.include('value="approve"');
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
      await alice.submit('/device/decision', { decision: 'approve' });
      const { body } = await poll(server.issuer, pending.device_code);
      expect(decodeJwt(String(body.id_token)).sub).to.equal('alice');
      expect(decodeJwt(String(body.access_token)).scope ?? '', 'and it has no right of an API').not.to.include('notes');
    });
  });

  describe('an expired code (section 3.5)', () => {
    const client = { client_id: 'brief' };

    it('is expired_token to the console, and not to be approved by who looked at it in time (Spring #1977 elsewhere)', async () => {
      const pending = await askForCode(server.issuer, client);
      expect(pending).to.include({ expires_in: 2, interval: 1 });
      const alice = await signedIn();
      await alice.lookUp(pending.user_code);
      await sleep(2100);
      const page = await alice.submit('/device/decision', { decision: 'approve' });
      expect(page.status).to.equal(422);
      for (let again = 0; again < 3; again += 1)
        expect((await poll(server.issuer, pending.device_code, client)).body.error, 'for a while').to.equal('expired_token');
      expect((await alice.lookUp(pending.user_code)).status, 'nor to be looked at').to.equal(422);
    });

    it('was approved in time and fetched too late: expired_token, and no token', async () => {
      const pending = await askForCode(server.issuer, client);
      await (await signedIn()).decide(pending.user_code, 'approve');
      await sleep(2100);
      const answer = await poll(server.issuer, pending.device_code, client);
      expect(answer.status).to.equal(400);
      expect(answer.body.error).to.equal('expired_token');
    });
  });

  it('two devices approved in one web session are two: ending one leaves the other (Keycloak #11600 elsewhere)', async () => {
    const alice = await signedIn();
    const tokens = [];
    for (const device of ['one', 'two']) {
      const pending = await askForCode(server.issuer, { device_name: device });
      await alice.decide(pending.user_code, 'approve');
      tokens.push((await poll(server.issuer, pending.device_code)).body);
    }
    const [one, two] = tokens;
    const idOf = (token: unknown) => decodeJwt(String(token)).device_id;
    expect(idOf(one?.access_token)).to.be.a('string').and.not.equal(idOf(two?.access_token));
    await post(`${server.issuer}/revoke`, { client_id: 'console', token: String(one?.refresh_token) });
    expect((await refresh(server.issuer, one?.refresh_token)).body.error).to.equal('invalid_grant');
    expect((await refresh(server.issuer, two?.refresh_token)).status).to.equal(200);
  });

  it('a token answer is given once: asked for again later it is invalid_grant, and what was given ends (RFC 6749, section 4.1.2)', async () => {
    const pending = await askForCode(server.issuer);
    await (await signedIn()).decide(pending.user_code, 'approve');
    const { body: tokens } = await poll(server.issuer, pending.device_code);
    await sleep(1100); // longer than two polls of one console may cross
    expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('invalid_grant');
    expect((await refresh(server.issuer, tokens.refresh_token)).body.error).to.equal('invalid_grant');
    const { device_id: pairing } = decodeJwt(String(tokens.access_token));
    const told = server.events().filter((event) => event.pairing === pairing && event.message === 'device_code.replayed');
    expect(told, 'and whoever reads the log hears of it').to.have.length(1);
    expect(told[0]).to.include({ level: 'warn', audit: true, client: 'console' });
  });

  it('no redirect repeats a form at another address: 303 each time, never 307 or 308 (RFC 9700, section 4.12)', async () => {
    for (const [path, method] of [
      ['/device?user_code=BCDF-GHJK', 'GET'],
      ['/device', 'GET'],
      ['/device', 'POST'],
      ['/device/decision', 'POST'],
    ] as const) {
      const body = method === 'POST' ? new URLSearchParams({ user_code: 'BCDF-GHJK' }) : undefined;
      const reply = await fetch(`${server.issuer}${path}`, { method, redirect: 'manual', ...(body && { body }) });
      expect(reply.status, `${method} ${path}`).to.equal(303);
      expect(reply.headers.get('Location'), 'and no code in it').not.to.match(/BCDF/);
    }
  });
});
