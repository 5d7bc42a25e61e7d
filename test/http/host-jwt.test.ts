import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import { decodeJwt } from 'jose';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { askForCode, poll, refresh } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import type { Person } from '../support/person.ts';
import { startProduct } from '../support/product.ts';
import type { Product, TokenChanges } from '../support/product.ts';
import { REFUSED_TOKENS } from '../support/refused-tokens.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

describe('the web session of a product: its JWT in a cookie (web_session: host_jwt)', () => {
  let product: Product;
  let config: ConfigFolder;
  let folder: string;
  let server: ServerProcess;

  before(async () => {
    [product, config, folder] = await Promise.all([
      startProduct(),
      copyConfigFolder(),
      mkdtemp(join(tmpdir(), 'countersign-host-jwt-')),
    ]);
    await config.change('countersign.yaml', (file) => file.set('web_session', webSessionOf(product)));
    server = await startServer({ config: config.path, storage: `sqlite:${join(folder, 'countersign.db')}` });
  });
  after(async () => {
    await server.stop();
    await Promise.all([product.stop(), config.remove(), rm(folder, { recursive: true })]);
  });

  async function signedIn(subject: string, changes?: TokenChanges): Promise<Person> {
    const person = createPerson(server.issuer);
    person.cookies.set('app_session', await product.token(subject, changes));
    return person;
  }

  it('approves a console: nobody signs in anywhere, and the tokens are about who approved', async () => {
    const authTime = Math.floor(Date.now() / 1000) - 60;
    const alice = await signedIn('alice-7', { claims: { auth_time: authTime, acr: 'urn:example:mfa', amr: ['pwd', 'otp'] } });
    const pending = await askForCode(server.issuer, { scope: 'openid profile email notes:read notes:write' });
    expect((await alice.lookUp(pending.user_code)).html).to.include('Name of alice-7');
    expect((await alice.submit('/device/decision', { decision: 'approve' })).status).to.equal(200);
    const { body } = await poll(server.issuer, pending.device_code);
    expect(body.scope).to.equal('notes:read notes:write');
    expect(decodeJwt(String(body.access_token))).to.include({ sub: 'alice-7', auth_time: authTime, acr: 'urn:example:mfa' });
    expect(decodeJwt(String(body.access_token)).amr).to.deep.equal(['pwd', 'otp']);
    const identity = { sub: 'alice-7', name: 'Name of alice-7', email: 'alice-7@product.example' };
    expect(decodeJwt(String(body.id_token))).to.include(identity);

    alice.cookies.clear();
    const refreshed = await refresh(server.issuer, body.refresh_token);
    expect(decodeJwt(String(refreshed.body.id_token)), 'after the web session is over').to.include(identity);
    expect(refreshed.body.scope).to.equal(body.scope);
  });

  it('says nothing of when somebody signed in if the product does not: what needs a fresh sign-in is then not to be had', async () => {
    const alice = await signedIn('alice', { without: ['auth_time'] });
    const pending = await askForCode(server.issuer);
    await alice.decide(pending.user_code, 'approve');
    const { body } = await poll(server.issuer, pending.device_code);
    expect(decodeJwt(String(body.access_token))).not.to.have.property('auth_time');
  });

  it('keeps of name and address no more than the console may know', async () => {
    const alice = await signedIn('alice', { claims: { name: 'Unkept Name', email: 'unkept@product.example' } });
    const pending = await askForCode(server.issuer, { scope: 'openid notes:read' });
    await alice.decide(pending.user_code, 'approve');
    const { body } = await poll(server.issuer, pending.device_code);
    expect(decodeJwt(String(body.id_token))).to.not.have.any.keys('name', 'email');
  });

  describe('somebody without a session', () => {
    it('is led to the login of the product, and from there to an address of ours and no other', async () => {
      const page = await createPerson(server.issuer).open('/device');
      const { origin, pathname, searchParams } = new URL(page.url);
      expect(origin + pathname).to.equal(`${product.origin}/login`);
      expect(searchParams.get('next')).to.equal(`${server.issuer}/sign-in/return?return_to=%2Fdevice`);
      for (const evil of ['//evil.example', '/\\evil.example', 'https://evil.example', `${server.issuer}@evil.example`]) {
        const { url } = await createPerson(server.issuer).open(`/sign-in?return_to=${encodeURIComponent(evil)}`);
        expect(new URL(url).searchParams.get('next'), evil).to.equal(`${server.issuer}/sign-in/return?return_to=%2Fdevice`);
        const alice = await signedIn('alice');
        const back = await alice.open(`/sign-in/return?return_to=${encodeURIComponent(evil)}`);
        expect(back.url, evil).to.equal(`${server.issuer}/device`);
      }
    });

    it('is led by a page, not by redirects alone, when they come from a form of any page', async () => {
      for (const path of ['/device', '/device/decision', '/devices/end-all', '/devices/end', '/devices/rename']) {
        const reply = await fetch(server.issuer + path, {
          method: 'POST',
          body: new URLSearchParams({ a: 'b' }),
          headers: { Accept: 'text/html' },
        });
        expect(reply.headers.get('Refresh'), path).to.match(/^0; url=\/sign-in\?return_to=\/devices?$/);
      }
    });

    it('keeps the code that came in the address, and finds it filled in on coming back', async () => {
      const pending = await askForCode(server.issuer);
      const alice = createPerson(server.issuer);
      await alice.open(
        new URL(pending.verification_uri_complete ?? '').pathname + new URL(pending.verification_uri_complete ?? '').search,
      );
      expect(product.visits.at(-1)).not.to.include(pending.user_code);
      alice.cookies.set('app_session', await product.token('alice'));
      const page = await alice.open('/sign-in/return?return_to=/device');
      expect(page.url).to.equal(`${server.issuer}/device`);
      expect(page.html).to.include(`value="${pending.user_code}"`);
    });

    it('is told so on coming back without one, instead of being sent to and fro for ever', async () => {
      const page = await createPerson(server.issuer).open('/sign-in/return?return_to=/device');
      expect(page.status).to.equal(403);
      expect(page.html).to.include('We cannot see your sign-in');
    });
  });

  describe('a token is not taken', () => {
    for (const { name, reason, make } of REFUSED_TOKENS) {
      it(`that is ${name}`.replace('that is that', 'that'), async () => {
        const person = createPerson(server.issuer);
        person.cookies.set('app_session', encodeURIComponent(await make(product)));
        expect((await person.open('/device')).url).to.match(new RegExp(`^${product.origin}/login`));
        expect(
          server
            .events()
            .filter(({ message }) => message === 'web_session.refused')
            .at(-1)?.reason,
        ).to.equal(reason);
      });
    }

    it('beside another one under the same name: one of them was planted (RFC 6265, section 8.6)', async () => {
      const [alice, mallory] = await Promise.all([product.token('alice'), product.token('mallory')]);
      const cookie = `app_session=${mallory}; app_session=${alice}`;
      const reply = await fetch(`${server.issuer}/device`, { headers: { Cookie: cookie }, redirect: 'manual' });
      expect(reply.headers.get('Location')).to.equal('/sign-in?return_to=/device');
      const same = await fetch(`${server.issuer}/device`, { headers: { Cookie: `app_session=${alice}; app_session=${alice}` } });
      expect(same.url).to.equal(`${server.issuer}/device`);
    });
  });

  it('takes clocks that are a minute apart, and a token that is as old as it may be', async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const claims of [{ iat: now + 50 }, { exp: now - 50 }, { iat: now - 3600 - 50 }])
      expect((await (await signedIn('alice', { claims })).open('/device')).url).to.equal(`${server.issuer}/device`);
  });

  describe('a session that changed is noticed on the next page', () => {
    it('signed out in the product: nothing is decided any more', async () => {
      const alice = await signedIn('alice');
      const pending = await askForCode(server.issuer);
      await alice.lookUp(pending.user_code);
      const form = alice.form('/device/decision');
      alice.cookies.delete('app_session');
      const refused = await form.send({ decision: 'approve' });
      expect(refused.status).to.equal(200);
      expect(refused.headers.get('Refresh'), 'no chain of redirects: a form may not lead to another site').to.equal(
        '0; url=/sign-in?return_to=/device',
      );
      expect((await alice.open('/sign-in?return_to=/device')).url).to.match(new RegExp(`^${product.origin}/login`));
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
    });

    for (const [what, subject, claims] of [
      ['signed in as somebody else', 'bob', {}],
      ['signed in again as the same person', 'alice', { sid: 'the-next-one' }],
    ] as const) {
      it(`${what}: the form of before decides nothing`, async () => {
        const person = await signedIn('alice');
        const pending = await askForCode(server.issuer);
        await person.lookUp(pending.user_code);
        const form = person.form('/device/decision');
        person.cookies.set('app_session', await product.token(subject, { claims }));
        expect((await form.send({ decision: 'approve' })).status).to.equal(403);
        expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
      });
    }

    it('renewed by the product, and still the same sign-in: the form of before is good', async () => {
      const alice = await signedIn('alice');
      const pending = await askForCode(server.issuer);
      await alice.lookUp(pending.user_code);
      const form = alice.form('/device/decision');
      alice.cookies.set('app_session', await product.token('alice', { claims: { iat: Math.floor(Date.now() / 1000) } }));
      expect((await form.send({ decision: 'approve' })).status).to.equal(200);
    });
  });

  it('leads to the login again where a fresher sign-in is demanded, with the demand, and says so if that did not help', async () => {
    const alice = await signedIn('alice');
    const { url } = await alice.open('/sign-in?return_to=/device&max_age=30&acr_values=gold');
    expect(new URL(url).searchParams.get('max_age')).to.equal('30');
    expect(new URL(url).searchParams.get('acr_values')).to.equal('gold');
    const { pathname, search } = new URL(new URL(url).searchParams.get('next') ?? '');
    const back = await alice.open(pathname + search);
    expect(back.status).to.equal(403);
    expect(back.html).to.include('not fresh or not strong enough');
    const now = Math.floor(Date.now() / 1000);
    alice.cookies.set('app_session', await product.token('alice', { claims: { auth_time: now, acr: 'gold' } }));
    expect((await alice.open(pathname + search)).url).to.equal(`${server.issuer}/device`);
  });

  it('is not ended here: signing out says where to sign out, and consoles live on', async () => {
    const alice = await signedIn('alice');
    const pending = await askForCode(server.issuer);
    await alice.decide(pending.user_code, 'approve');
    const { body } = await poll(server.issuer, pending.device_code);
    const page = await alice.submit('/sign-out', {});
    expect(page.html).to.include(`href="${product.origin}/logout"`);
    expect((await alice.open('/device')).url).to.equal(`${server.issuer}/device`);
    expect((await refresh(server.issuer, body.refresh_token)).status).to.equal(200);
  });

  it('leaves the token of the product in no log and no storage, whole or in part', async () => {
    const token = await product.token('alice');
    const alice = createPerson(server.issuer);
    alice.cookies.set('app_session', token);
    const pending = await askForCode(server.issuer);
    await alice.lookUp(pending.user_code);
    const review = await alice.submit('/device/decision', { decision: 'approve' });
    await poll(server.issuer, pending.device_code);
    alice.cookies.set('app_session', `${token.slice(0, -4)}AAAA`);
    await alice.open('/device');
    const kept = await Promise.all(
      (await readdir(folder)).map(async (name) => (await readFile(join(folder, name))).toString('latin1')),
    );
    for (const part of token.split('.').slice(1)) {
      expect(server.output().includes(part), 'log').to.be.false;
      expect(kept.join('').includes(part), 'storage').to.be.false;
      expect(review.html.includes(part), 'page').to.be.false;
    }
    expect(kept.join(''), 'the storage was looked at').to.include('notes:read');
  });

  it('hands over what a role in the product stands for here, and nothing for a role that stands for none', async () => {
    const webSession = { ...webSessionOf(product), role_names: { 'product-admins': 'owner', 'product-guests': 'viewer' } };
    await config.change('countersign.yaml', (file) => file.set('web_session', webSession));
    const another = await startServer({ config: config.path });
    try {
      for (const [roles, scope] of [
        ['product-admins product-guests', 'notes:read notes:write'],
        [['owner', 'product-guests'], 'notes:read'],
      ] as const) {
        const person = createPerson(another.issuer);
        person.cookies.set('app_session', await product.token('alice', { claims: { roles } }));
        const pending = await askForCode(another.issuer, { scope: 'notes:read notes:write' });
        await person.decide(pending.user_code, 'approve');
        expect((await poll(another.issuer, pending.device_code)).body.scope, String(roles)).to.equal(scope);
      }
    } finally {
      await another.stop();
    }
  });

  it('that cannot be checked, because the keys cannot be had, is trouble of ours and no reason to sign in', async () => {
    const elsewhere = await startProduct();
    await config.change('countersign.yaml', (file) => file.set('web_session', webSessionOf(elsewhere)));
    const another = await startServer({ config: config.path });
    try {
      elsewhere.hideKeys();
      const alice = createPerson(another.issuer);
      alice.cookies.set('app_session', await elsewhere.token('alice'));
      const page = await alice.open('/device');
      expect(page.status).to.equal(503);
      expect(page.headers.get('Retry-After')).to.equal('5');
      expect((await poll(another.issuer, (await askForCode(another.issuer)).device_code)).body.error).to.equal(
        'authorization_pending',
      );
      expect(another.events().map(({ message }) => message)).to.include('web_session.unavailable');
    } finally {
      await Promise.all([another.stop(), elsewhere.stop()]);
    }
  });
});

function webSessionOf(product: Product): Record<string, unknown> {
  return {
    kind: 'host_jwt',
    cookie: 'app_session',
    issuer: product.origin,
    audience: product.audience,
    jwks_uri: `${product.origin}/jwks.json`,
    max_age: '1h',
    login_url: `${product.origin}/login`,
    return_parameter: 'next',
    logout_url: `${product.origin}/logout`,
  };
}
