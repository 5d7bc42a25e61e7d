import { request } from 'node:http';

import { expect } from 'chai';
import { decodeJwt } from 'jose';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { askForCode, poll } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const SECRET = 'what-the-proxy-proves-itself-by';
const ALICE = { 'X-Forwarded-User': 'alice-3', 'X-Forwarded-Groups': 'sso-admins,others' };

describe('a proxy that authenticates people (web_session: proxy)', () => {
  let config: ConfigFolder;

  before(async () => {
    config = await copyConfigFolder();
  });
  after(() => config.remove());

  async function startBehindProxy(webSession: object, trusted: readonly string[] = []): Promise<ServerProcess> {
    await config.change('countersign.yaml', (file) => {
      file.set('web_session', { kind: 'proxy', role_names: { 'sso-admins': 'owner' }, ...webSession });
      file.set('trusted_proxies', trusted);
    });
    return startServer({ config: config.path, env: { PROXY_SECRET: SECRET } });
  }

  describe('by a secret', () => {
    let server: ServerProcess;
    before(async () => {
      server = await startBehindProxy({ secret: 'env:PROXY_SECRET', logout_url: 'https://sso.example.com/logout' });
    });
    after(() => server.stop());

    /** Somebody behind the proxy, which removes what they send under its own names and writes these. */
    const behind = (headers: Record<string, string>): Person =>
      createPerson(server.issuer, { 'X-Proxy-Secret': SECRET, ...headers });

    async function expectNobody(headers: HeadersInit): Promise<void> {
      const reply = await fetch(`${server.issuer}/device`, { headers: [...new Headers(headers), ['Accept', 'text/html']] });
      expect(reply.status).to.equal(403);
      expect(await reply.text()).to.include('We cannot see your sign-in');
    }

    it('approves a console as the person it names, with what it says of their sign-in', async () => {
      const authTime = Math.floor(Date.now() / 1000) - 30;
      const alice = behind({
        ...ALICE,
        'X-Forwarded-Preferred-Username': Buffer.from('Älice Ammann').toString('latin1'),
        'X-Forwarded-Email': 'alice@example.com',
        'X-Forwarded-Acr': 'mfa',
        'X-Forwarded-Amr': 'pwd,otp',
        'X-Forwarded-Auth-Time': String(authTime),
      });
      const pending = await askForCode(server.issuer, { scope: 'openid profile email notes:read notes:write' });
      expect((await alice.lookUp(pending.user_code)).html).to.include('Älice Ammann');
      await alice.submit('/device/decision', { decision: 'approve' });
      const { body } = await poll(server.issuer, pending.device_code);
      expect(body.scope).to.equal('notes:read notes:write');
      const claims = decodeJwt(String(body.access_token));
      expect(claims).to.deep.include({ sub: 'alice-3', acr: 'mfa', amr: ['pwd', 'otp'], auth_time: authTime });
      expect(decodeJwt(String(body.id_token))).to.include({ name: 'Älice Ammann', email: 'alice@example.com' });
    });

    for (const [what, headers] of [
      ['without the secret', {}],
      ['with another', { 'X-Proxy-Secret': `${SECRET}x` }],
      ['with a part of it', { 'X-Proxy-Secret': SECRET.slice(0, -1) }],
      ['with none in it', { 'X-Proxy-Secret': '' }],
    ] as const) {
      it(`takes nobody's word ${what}`, () => expectNobody({ ...ALICE, ...headers }));
    }

    it('takes no word that came twice: one of them is not the proxy’s', async () => {
      for (const twice of [
        { 'X-Forwarded-User': ['mallory', 'alice'], 'X-Proxy-Secret': SECRET },
        { 'X-Forwarded-User': 'alice', 'X-Proxy-Secret': ['guess', SECRET] },
      ]) {
        const status = await new Promise((resolve, reject) => {
          const sent = request(`${server.issuer}/device`, { headers: { ...twice, Accept: 'text/html' } }, (reply) => {
            reply.resume();
            resolve(reply.headers.location ?? reply.statusCode);
          });
          sent.on('error', reject).end();
        });
        expect(status).to.equal('/sign-in?return_to=/device');
      }
    });

    it('knows nobody where the proxy names nobody, or names no one person', async () => {
      await expectNobody({ 'X-Proxy-Secret': SECRET });
      await expectNobody({ 'X-Proxy-Secret': SECRET, 'X-Forwarded-User': 'alice bob' });
    });

    it('notices on the next page that somebody else, or nobody, is signed in', async () => {
      const headers: Record<string, string> = { ...ALICE };
      const person = createPerson(server.issuer, headers);
      headers['X-Proxy-Secret'] = SECRET;
      const pending = await askForCode(server.issuer);
      await person.lookUp(pending.user_code);
      const form = person.form('/device/decision');
      headers['X-Forwarded-User'] = 'bob-4';
      expect((await form.send({ decision: 'approve' })).status).to.equal(403);
      headers['X-Forwarded-User'] = '';
      expect((await form.send({ decision: 'approve' })).status).to.equal(403);
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
      Object.assign(headers, ALICE);
      expect((await form.send({ decision: 'approve' })).status).to.equal(200);
    });

    it('says where to sign out, and shows its secret nowhere', async () => {
      const alice = behind(ALICE);
      await alice.open('/device');
      const page = await alice.submit('/sign-out', {});
      expect(page.html).to.include('href="https://sso.example.com/logout"').and.not.to.include(SECRET);
      expect(server.output()).not.to.include(SECRET);
    });
  });

  describe('by where it connects from', () => {
    it('believes a listed address, whatever header it uses, and leads to the login there', async () => {
      const server = await startBehindProxy({
        addresses: ['127.0.0.0/8'],
        headers: { subject: 'remote-user' },
        login_url: 'http://localhost:1/start',
      });
      try {
        expect((await createPerson(server.issuer, { 'Remote-User': 'alice' }).open('/device')).html).to.include('alice');
        const reply = await fetch(`${server.issuer}/sign-in?return_to=/device`, { redirect: 'manual' });
        expect(reply.headers.get('Location')).to.equal(
          `http://localhost:1/start?rd=${encodeURIComponent(`${server.issuer}/sign-in/return?return_to=%2Fdevice`)}`,
        );
      } finally {
        await server.stop();
      }
    });

    it('believes no other, though X-Forwarded-For names it and is believed otherwise', async () => {
      const server = await startBehindProxy({ addresses: ['10.0.0.7'] }, ['127.0.0.0/8']);
      try {
        const page = await createPerson(server.issuer, { ...ALICE, 'X-Forwarded-For': '10.0.0.7' }).open('/device');
        expect(page.status).to.equal(403);
        const refusals = server.events().filter(({ message }) => message === 'web_session.refused');
        expect(refusals.at(-1)).to.include({ reason: 'not-the-proxy', address: '127.0.0.1' });
      } finally {
        await server.stop();
      }
    });

    it('needs both where both are set', async () => {
      const server = await startBehindProxy({ addresses: ['10.0.0.7'], secret: 'env:PROXY_SECRET' });
      try {
        expect((await createPerson(server.issuer, { ...ALICE, 'X-Proxy-Secret': SECRET }).open('/device')).status).to.equal(403);
      } finally {
        await server.stop();
      }
    });
  });
});
