import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import { SignJWT, decodeJwt, generateKeyPair } from 'jose';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { freePort } from '../support/free-port.ts';
import { askForCode, poll, refresh } from '../support/http-console.ts';
import { CLIENT_SECRET, startOpenIdProvider, webSessionOf } from '../support/openid-provider.ts';
import type { OpenIdProvider } from '../support/openid-provider.ts';
import { createPerson } from '../support/person.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

describe('signing in at an OpenID Provider (web_session: openid)', () => {
  let provider: OpenIdProvider;
  let config: ConfigFolder;
  let folder: string;
  let server: ServerProcess;

  before(async () => {
    const port = await freePort();
    [provider, config, folder] = await Promise.all([
      startOpenIdProvider(`http://localhost:${port}`),
      copyConfigFolder(),
      mkdtemp(join(tmpdir(), 'countersign-openid-')),
    ]);
    await config.change('countersign.yaml', (file) => file.set('web_session', webSessionOf(provider)));
    server = await startServer({
      config: config.path,
      port,
      storage: `sqlite:${join(folder, 'countersign.db')}`,
      env: { OPENID_CLIENT_SECRET: CLIENT_SECRET },
    });
  });
  after(async () => {
    await Promise.all([server.stop(), provider.stop()]);
    await Promise.all([config.remove(), rm(folder, { recursive: true })]);
  });

  /** Somebody whom the provider will let in as this subject, with this class of sign-in. */
  function personOf(subject: string, acr = 'pwd'): Person {
    const person = createPerson(server.issuer);
    person.cookies.set('op-login', encodeURIComponent(`${subject};${acr}`));
    return person;
  }

  async function pairAs(person: Person, parameters: Record<string, string> = {}) {
    const pending = await askForCode(server.issuer, { scope: 'openid profile email notes:read notes:write', ...parameters });
    await person.decide(pending.user_code, 'approve');
    return (await poll(server.issuer, pending.device_code)).body;
  }

  it('is code flow with PKCE, state and nonce, to the one registered address (OpenID Connect Core, section 3.1.2.1)', async () => {
    const start = await fetch(`${server.issuer}/sign-in?return_to=/device&max_age=60&acr_values=mfa`, { redirect: 'manual' });
    const { origin, searchParams } = new URL(start.headers.get('Location') ?? '');
    expect(origin).to.equal(provider.issuer);
    expect(Object.fromEntries(searchParams)).to.include({
      response_type: 'code',
      client_id: 'countersign',
      redirect_uri: `${server.issuer}/sign-in/return`,
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      max_age: '60',
      acr_values: 'mfa',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(searchParams.get(name), name).to.match(/^[\w-]{43}$/);
    const [cookie = ''] = start.headers.getSetCookie();
    expect(cookie).to.match(/^countersign-sign-in=.*path=\/; .*samesite=lax; httponly/i);
    for (const name of ['state', 'nonce', 'code_challenge']) expect(cookie).not.to.include(searchParams.get(name));
  });

  it('approves a console as the person who signed in there, with the code kept all the way', async () => {
    const ada = personOf('ada');
    const pending = await askForCode(server.issuer, { scope: 'openid profile email notes:read notes:write' });
    const page = await ada.open(`/device?user_code=${pending.user_code}`);
    expect(page.url, 'to the provider and back, silently').to.equal(`${server.issuer}/device`);
    expect(page.html).to.include(`value="${pending.user_code}"`).and.to.include('Name of ada');
    await ada.decide(pending.user_code, 'approve');
    const { body } = await poll(server.issuer, pending.device_code);
    expect(body.scope, 'the group stands for a role here').to.equal('notes:read notes:write');
    const claims = decodeJwt(String(body.access_token));
    expect(claims).to.include({ sub: 'ada', acr: 'pwd' });
    expect(Number(claims.auth_time)).to.be.closeTo(Date.now() / 1000, 30);
    expect(decodeJwt(String(body.id_token))).to.include({ name: 'Name of ada', email: 'ada@sso.example' });
    ada.cookies.clear();
    expect((await refresh(server.issuer, body.refresh_token)).status, 'the console needs no web session').to.equal(200);
  });

  it('passes on what a client demands of a sign-in, and takes what comes back at its word only', async () => {
    const ada = personOf('ada', 'mfa');
    await ada.open('/device');
    expect(decodeJwt(String((await pairAs(ada)).access_token))).to.deep.include({ acr: 'mfa', amr: ['pwd', 'otp'] });
    const grace = personOf('grace', 'pwd');
    const page = await grace.open('/sign-in?return_to=/device&acr_values=mfa');
    expect(page.status, 'the provider let her in with less').to.equal(403);
    expect(page.html).to.include('not fresh or not strong enough');
  });

  it('asks for a fresh sign-in where one is demanded', async () => {
    const ada = personOf('ada');
    await ada.open('/device');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const before = decodeJwt(String((await pairAs(ada)).access_token)).auth_time;
    expect((await ada.open('/sign-in?return_to=/device&max_age=1')).url).to.equal(`${server.issuer}/device`);
    const after = decodeJwt(String((await pairAs(ada)).access_token)).auth_time;
    expect(Number(after)).to.be.greaterThan(Number(before));
  });

  it('gives a new session id at each sign-in: one planted before is worth nothing', async () => {
    const ada = personOf('ada');
    const planted = 'planted-by-somebody-else-0000000000000000000';
    ada.cookies.set('countersign-session', planted);
    await ada.open('/device');
    expect(ada.cookies.get('countersign-session'))
      .to.match(/^[\w-]{43}$/)
      .and.not.to.equal(planted);
    const mallory = createPerson(server.issuer);
    mallory.cookies.set('countersign-session', planted);
    expect((await mallory.open('/device')).html).to.include('Who are you?');
  });

  describe('an answer of the provider is not taken', () => {
    /** The answer that the provider sent, before the browser that began follows it. */
    async function answerFor(subject: string): Promise<{ url: URL; cookie: string }> {
      const start = await fetch(`${server.issuer}/sign-in?return_to=/device`, { redirect: 'manual' });
      const cookie = (start.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
      const jar = new Map([['op-login', encodeURIComponent(`${subject};pwd`)]]);
      let location = start.headers.get('Location') ?? '';
      for (let hops = 0; hops < 8 && !location.startsWith(`${server.issuer}/sign-in/return`); hops += 1) {
        const reply = await fetch(location, {
          redirect: 'manual',
          headers: { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        });
        for (const line of reply.headers.getSetCookie()) {
          const [pair = ''] = line.split(';');
          jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
        }
        location = new URL(reply.headers.get('Location') ?? '', location).href;
      }
      return { url: new URL(location), cookie };
    }

    const comeBack = (url: URL, cookie: string) =>
      fetch(url, { redirect: 'manual', headers: { Cookie: cookie, Accept: 'text/html' } });

    it('is, when nothing is wrong with it, and only once', async () => {
      const { url, cookie } = await answerFor('ada');
      expect((await comeBack(url, cookie)).headers.get('Location')).to.equal('/device');
      expect((await comeBack(url, cookie)).status).to.equal(403);
    });

    it('in a browser that did not begin: nobody is signed in as somebody else (RFC 9700, section 4.7)', async () => {
      const [mallory, alice] = [await answerFor('mallory'), await answerFor('alice')];
      for (const cookie of ['', alice.cookie, 'countersign-sign-in=planted', `countersign-sign-in=${'A'.repeat(43)}./sign-in`]) {
        const reply = await comeBack(mallory.url, cookie);
        expect(reply.status, cookie).to.equal(403);
        expect(reply.headers.getSetCookie().join()).not.to.match(/countersign-session=[\w-]+/);
      }
    });

    for (const [what, change] of [
      ['with another state', (url: URL) => url.searchParams.set('state', 'A'.repeat(43))],
      ['without a state', (url: URL) => url.searchParams.delete('state')],
      ['of another issuer (RFC 9207)', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
      ['without an issuer, where the provider always says it', (url: URL) => url.searchParams.delete('iss')],
      ['with a code of nobody', (url: URL) => url.searchParams.set('code', 'guessed')],
      ['with an error', (url: URL) => (url.search = url.search.replace(/code=[^&]+/, 'error=access_denied'))],
      ['with nothing in it', (url: URL) => (url.search = '')],
    ] as const) {
      it(what, async () => {
        const { url, cookie } = await answerFor('ada');
        change(url);
        const reply = await comeBack(url, cookie);
        expect(reply.status).to.equal(403);
        expect(await reply.text()).to.include('We cannot see your sign-in');
        expect(reply.headers.getSetCookie().join()).not.to.match(/countersign-session=[\w-]+/);
      });
    }

    it('when the person gave up there', async () => {
      const page = await personOf('nobody').open('/device');
      expect(page.url).to.include(`${server.issuer}/sign-in/return?error=access_denied`);
      expect(page.status).to.equal(403);
    });
  });

  it('leads nowhere else afterwards, whatever the address says', async () => {
    for (const evil of ['//evil.example', '/\\evil.example', 'https://evil.example']) {
      const page = await personOf('ada').open(`/sign-in?return_to=${encodeURIComponent(evil)}`);
      expect(page.url, evil).to.equal(`${server.issuer}/device`);
    }
  });

  it('signing out ends the session here, and leads to where it ends there (RP-Initiated Logout)', async () => {
    const ada = personOf('ada');
    await ada.open('/device');
    const tokens = await pairAs(ada);
    await ada.open('/device');
    const page = await ada.submit('/sign-out', {});
    const link = /href="([^"]*session\/end[^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(new URL(link).origin).to.equal(provider.issuer);
    expect(new URL(link).searchParams.get('post_logout_redirect_uri')).to.equal(`${server.issuer}/`);
    const there = await ada.open(link);
    const action = /action="([^"]+)"/.exec(there.html)?.[1] ?? '';
    const back = await ada.submit(action, { logout: 'yes' });
    expect(back.url).to.equal(`${server.issuer}/`);
    ada.cookies.delete('op-login');
    expect((await ada.open('/device')).html, 'nobody is signed in, here or there').to.include('Who are you?');
    expect((await refresh(server.issuer, tokens.refresh_token)).status, 'the console lives on').to.equal(200);
  });

  describe('signing out at the provider is noticed here on the next page (Back-Channel Logout)', () => {
    it('ends the session of that sign-in, and no other of the same person', async () => {
      const [desk, phone] = [personOf('linus'), personOf('linus')];
      await desk.open('/device');
      await phone.open('/device');
      const pending = await askForCode(server.issuer);
      await desk.lookUp(pending.user_code);
      const form = desk.form('/device/decision');
      const there = await desk.open(`${provider.issuer}/session/end`);
      await desk.submit(/action="([^"]+)"/.exec(there.html)?.[1] ?? '', { logout: 'yes' });
      desk.cookies.delete('op-login');
      const refused = await form.send({ decision: 'approve' });
      expect(refused.html).to.include('sign in again');
      expect(refused.headers.get('Refresh')).to.equal('0; url=/sign-in?return_to=/device');
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
      phone.cookies.delete('op-login');
      expect((await phone.open('/device')).html, 'the phone').to.include('Name of linus');
    });

    it('is believed of nobody but the provider', async () => {
      const ada = personOf('ada');
      await ada.open('/device');
      const { privateKey } = await generateKeyPair('RS256');
      const now = Math.floor(Date.now() / 1000);
      const forged = await new SignJWT({
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
        sub: 'ada',
        jti: 'x',
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'keystore-CHANGE-ME', typ: 'logout+jwt' })
        .setIssuer(provider.issuer)
        .setAudience('countersign')
        .setIssuedAt(now)
        .setExpirationTime(now + 60)
        .sign(privateKey);
      for (const logout_token of [forged, '', 'nonsense']) {
        const reply = await fetch(`${server.issuer}/sign-out/backchannel`, {
          method: 'POST',
          body: new URLSearchParams({ logout_token }),
        });
        expect(reply.status).to.equal(400);
        expect(reply.headers.get('Cache-Control')).to.equal('no-store');
      }
      ada.cookies.delete('op-login');
      expect((await ada.open('/device')).html).to.include('Name of ada');
    });
  });

  it('leaves no token and no code of the provider in the storage, the log or a page', async () => {
    const ada = personOf('ada');
    await ada.open('/device');
    const kept = (
      await Promise.all((await readdir(folder)).map(async (name) => (await readFile(join(folder, name))).toString('latin1')))
    ).join('');
    expect(kept, 'the storage was looked at').to.include('Name of ada');
    for (const text of [kept, server.output()]) {
      expect(text).not.to.match(/eyJ[\w-]+\.eyJ/);
      expect(text).not.to.include(CLIENT_SECRET);
      expect(text).not.to.match(/[?&]code=[\w-]{20,}/);
    }
  });

  it('a session of one kind is none of another, should the settings change', async () => {
    const storage = `sqlite:${join(folder, 'kinds.db')}`;
    const before = await startServer({ storage });
    const alice = createPerson(before.issuer);
    await alice.signIn();
    const { port } = before;
    await before.stop();
    const after = await startServer({ config: config.path, port, storage, env: { OPENID_CLIENT_SECRET: CLIENT_SECRET } });
    try {
      expect(alice.cookies.has('countersign-session')).to.be.true;
      const reply = await fetch(`${after.issuer}/device`, {
        redirect: 'manual',
        headers: { Cookie: `countersign-session=${alice.cookies.get('countersign-session') ?? ''}` },
      });
      expect(reply.headers.get('Location')).to.equal('/sign-in?return_to=/device');
    } finally {
      await after.stop();
    }
  });

  it('starts without the provider, says so while it does not answer, and finds it once it does', async () => {
    const [port, providerPort] = [await freePort(), await freePort()];
    const own = await copyConfigFolder();
    const webSession = { ...webSessionOf(provider), issuer: `http://localhost:${providerPort}` };
    await own.change('countersign.yaml', (file) => file.set('web_session', webSession));
    const another = await startServer({ config: own.path, port, env: { OPENID_CLIENT_SECRET: CLIENT_SECRET } });
    try {
      const ada = createPerson(another.issuer);
      ada.cookies.set('op-login', 'ada');
      const silent = await ada.open('/device');
      expect(silent.status).to.equal(503);
      expect(silent.html).to.include('does not answer');
      const late = await startOpenIdProvider(another.issuer, providerPort);
      expect((await ada.open('/device')).html).to.include('Name of ada');
      await late.stop();
    } finally {
      await another.stop();
      await own.remove();
    }
  });
});
