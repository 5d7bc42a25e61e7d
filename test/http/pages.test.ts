import { expect } from 'chai';

import { askForCode, poll } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import type { Page } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

describe('the pages over plain HTTP (RFC 8628, sections 3.3, 5.4 and 5.5)', () => {
  let server: ServerProcess;

  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  describe('the code', () => {
    for (const spell of [
      (code: string) => code.toLowerCase(),
      (code: string) => code.replace('-', ''),
      (code: string) => code.replace('-', ' '),
      (code: string) => ` ${code.split('').join(' ')} `,
      (code: string) => code.replace('-', '—'),
      (code: string) => code.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
    ]) {
      it(`is found however it is typed: ${spell('WDJB-MJHT')}`, async () => {
        const pending = await askForCode(server.issuer);
        const alice = createPerson(server.issuer);
        await alice.signIn();
        const review = await alice.lookUp(spell(pending.user_code));
        expect(review.status).to.equal(200);
        expect(review.html).to.include(pending.user_code);
      });
    }

    it('that came in the address is kept over signing in, leaves the address at once, and is never submitted by itself', async () => {
      const pending = await askForCode(server.issuer);
      const alice = createPerson(server.issuer);
      const signIn = await alice.open(`/device?user_code=${pending.user_code}`);
      expect(signIn.url).to.match(/\/sign-in\?return_to=\/device$/);
      const page = await alice.submit('/sign-in', { username: 'alice', password: 'wonderland' });
      expect(page.url).to.equal(`${server.issuer}/device`);
      expect(page.html).to.include(`value="${pending.user_code}"`);
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
    });

    it('has a sentence of its own when it is unknown, used, decided, or missing', async () => {
      const alice = createPerson(server.issuer);
      await alice.signIn();
      const pages = [await alice.lookUp('BCDF-GHJK'), await alice.lookUp('')];
      const denied = await askForCode(server.issuer);
      await alice.decide(denied.user_code, 'deny');
      pages.push(await alice.lookUp(denied.user_code));
      const used = await askForCode(server.issuer);
      await alice.decide(used.user_code, 'approve');
      await poll(server.issuer, used.device_code);
      pages.push(await alice.lookUp(used.user_code));
      const sentences = pages.map(({ html }) =>
        /role="alert"[^>]*>([\s\S]*?)<\/(?:div|p|section)>/.exec(html)?.[1]?.replace(/\s+/g, ' ').trim(),
      );
      expect(pages.map(({ status }) => status)).to.deep.equal([422, 422, 422, 422]);
      expect(new Set(sentences).size, JSON.stringify(sentences)).to.equal(4);
      expect(sentences).not.to.include(undefined);
    });
  });

  describe('the decision', () => {
    it('is taken by who looked, in the session that looked, and by nobody else', async () => {
      const pending = await askForCode(server.issuer);
      const [alice, mallory] = [createPerson(server.issuer), createPerson(server.issuer)];
      await alice.signIn();
      await mallory.signIn('bob', 'builder');
      const review = await alice.lookUp(pending.user_code);
      const handle = /name="review" value="([^"]+)"/.exec(review.html)?.[1] ?? '';
      const another = await askForCode(server.issuer);
      await mallory.lookUp(another.user_code);
      const refused = await mallory.submit('/device/decision', { review: handle, decision: 'approve' });
      expect(refused.status).to.equal(422);
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
      await alice.submit('/device/decision', { decision: 'approve' });
      expect((await poll(server.issuer, pending.device_code)).status).to.equal(200);
    });

    it('needs the form that this session was shown: a forged one decides nothing', async () => {
      const pending = await askForCode(server.issuer);
      const alice = createPerson(server.issuer);
      await alice.signIn();
      await alice.lookUp(pending.user_code);
      for (const csrf of ['', 'forged', 'A'.repeat(43)]) {
        expect((await alice.submit('/device/decision', { csrf, decision: 'approve' })).status, csrf).to.equal(403);
        await alice.lookUp(pending.user_code);
      }
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
    });

    it('needs the form of this browser in this session: good ones of another are worth nothing, with their cookie or without', async () => {
      const csrfIn = ({ html }: Page): string => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
      const [alice, mallory] = [createPerson(server.issuer), createPerson(server.issuer)];
      const beforeSigningIn = csrfIn(await alice.open('/sign-in'));
      const theirs = csrfIn(await mallory.open('/sign-in'));
      const credentials = { username: 'alice', password: 'wonderland' };
      await alice.submit('/sign-in', { ...credentials, csrf: theirs });
      expect((await alice.open('/device')).url, 'nobody is signed in by a form of somebody else').to.include('/sign-in');

      await Promise.all([alice.signIn(), mallory.signIn('bob', 'builder')]);
      const pending = await askForCode(server.issuer);
      const ofMallory = csrfIn(await mallory.lookUp(pending.user_code));
      for (const csrf of [beforeSigningIn, theirs, ofMallory]) {
        await alice.lookUp(pending.user_code);
        expect((await alice.submit('/device/decision', { csrf, decision: 'approve' })).status).to.equal(403);
      }
      await alice.lookUp(pending.user_code);
      alice.cookies.set('countersign-form', mallory.cookies.get('countersign-form') ?? ''); // as a sibling domain could plant it
      expect((await alice.submit('/device/decision', { csrf: ofMallory, decision: 'approve' })).status).to.equal(403);
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
    });

    it('is final: a second one, by anybody, is told that it was already decided', async () => {
      const pending = await askForCode(server.issuer);
      const [alice, bob] = [createPerson(server.issuer), createPerson(server.issuer)];
      await alice.signIn();
      await bob.signIn('bob', 'builder');
      await alice.lookUp(pending.user_code);
      await bob.lookUp(pending.user_code);
      expect((await bob.submit('/device/decision', { decision: 'deny' })).status).to.equal(200);
      expect((await alice.submit('/device/decision', { decision: 'approve' })).status).to.equal(422);
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('access_denied');
    });

    it('is answered again when the same form is sent again, by a double click or because the answer was lost; the other answer is not', async () => {
      const pending = await askForCode(server.issuer);
      const alice = createPerson(server.issuer);
      await alice.signIn();
      await alice.lookUp(pending.user_code);
      const [form, approve] = [alice.form('/device/decision'), { decision: 'approve' }];
      const twice = await Promise.all([form.send(approve), form.send(approve)]);
      expect(twice.map(({ status }) => status)).to.deep.equal([200, 200]);
      expect((await form.send({ decision: 'deny' })).status).to.equal(422);
      expect((await poll(server.issuer, pending.device_code)).status).to.equal(200);
      expect((await form.send(approve)).status, 'after the console has its tokens').to.equal(200);
      const approvals = server.events().filter(({ message }) => message === 'device_code.approved');
      expect(approvals.at(-1)?.pairing, 'one approval is recorded').not.to.equal(approvals.at(-2)?.pairing);
    });

    it('is one of thirty people at once, and the console is theirs', async () => {
      const pending = await askForCode(server.issuer);
      const people = await Promise.all(
        Array.from({ length: 6 }, async (_, index) => {
          const person = createPerson(server.issuer);
          await (index % 2 === 0 ? person.signIn('alice', 'wonderland') : person.signIn('bob', 'builder'));
          await person.lookUp(pending.user_code);
          return person;
        }),
      );
      const pages = await Promise.all(people.map((person) => person.submit('/device/decision', { decision: 'approve' })));
      expect(pages.filter(({ status }) => status === 200)).to.have.length(1);
    });

    it('that it was somebody else is recorded as worth a second look, and answered with what to do', async () => {
      const [mine, theirs] = [await askForCode(server.issuer), await askForCode(server.issuer)];
      const alice = createPerson(server.issuer);
      await alice.signIn();
      await alice.decide(mine.user_code, 'deny');
      const page = await alice.decide(theirs.user_code, 'not-me');
      expect(page.html).to.include('If somebody sent you the code, do not answer');
      expect((await poll(server.issuer, theirs.device_code)).body.error).to.equal('access_denied');
      const denials = server.events().filter(({ message }) => message === 'device_code.denied');
      expect(denials.slice(-2).map(({ reason, level }) => [reason, level])).to.deep.equal([
        ['denied', 'info'],
        ['not-me', 'warn'],
      ]);
    });

    it('is not taken by GET', async () => {
      const alice = createPerson(server.issuer);
      await alice.signIn();
      expect((await alice.open('/device/decision?decision=approve')).status).to.be.oneOf([404, 405]);
    });

    it('grants only what the roles of the person hold', async () => {
      const pending = await askForCode(server.issuer, { scope: 'notes:read notes:write' });
      const bob = createPerson(server.issuer);
      await bob.signIn('bob', 'builder');
      await bob.decide(pending.user_code, 'approve');
      const { body } = await poll(server.issuer, pending.device_code);
      expect(body.scope).to.equal('notes:read');
    });
  });

  describe('signing in', () => {
    it('renews the session id, so that one planted before is worth nothing', async () => {
      const alice = createPerson(server.issuer);
      alice.cookies.set('countersign-session', 'planted-by-somebody-else-0000000000000000000');
      await alice.signIn();
      expect(alice.cookies.get('countersign-session')).to.match(/^[\w-]{43}$/);
      const mallory = createPerson(server.issuer);
      mallory.cookies.set('countersign-session', 'planted-by-somebody-else-0000000000000000000');
      expect((await mallory.open('/device')).url).to.include('/sign-in');
    });

    it('is asked for again where a fresher sign-in is demanded, and only then', async () => {
      const alice = createPerson(server.issuer);
      await alice.signIn();
      expect((await alice.open('/sign-in?return_to=/device&max_age=3600')).url).to.equal(`${server.issuer}/device`);
      const before = alice.cookies.get('countersign-session');
      await new Promise((resolve) => setTimeout(resolve, 1100));
      expect((await alice.open('/sign-in?return_to=/device&max_age=0')).html).to.include('value="alice"');
      await alice.submit('/sign-in', { username: 'alice', password: 'wonderland' });
      expect(alice.cookies.get('countersign-session')).not.to.equal(before);
    });

    it('says the same of a wrong password and of a person nobody knows', async () => {
      const [wrong, nobody] = await Promise.all(
        [
          ['alice', 'not her password'],
          ['nobody', 'wonderland'],
        ].map(([name = '', password = '']) => createPerson(server.issuer).signIn(name, password)),
      );
      expect(wrong?.status).to.equal(401);
      expect(nobody?.status).to.equal(401);
      expect(wrong?.html.replaceAll(/value="[^"]*"/g, '')).to.equal(nobody?.html.replaceAll(/value="[^"]*"/g, ''));
    });

    it('holds back who tries many passwords, and lets others in from the same address', async () => {
      const mallory = createPerson(server.issuer);
      await mallory.open('/sign-in');
      for (let attempt = 0; attempt < 10; attempt += 1)
        await mallory.submit('/sign-in', { username: 'bob', password: `guess ${attempt}` });
      expect((await mallory.submit('/sign-in', { username: 'bob', password: 'builder' })).status).to.equal(429);
      expect((await createPerson(server.issuer).signIn('alice', 'wonderland')).url).to.match(/\/device$/);
    });

    for (const address of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '/\t/evil.example',
      '/%0d%0aX: y',
      '///evil.example/a',
    ]) {
      it(`leads back to ourselves only: not to ${JSON.stringify(address)}`, async () => {
        const alice = createPerson(server.issuer);
        await alice.open(`/sign-in?return_to=${encodeURIComponent(address)}`);
        const page = await alice.submit('/sign-in', { username: 'alice', password: 'wonderland', return_to: address });
        expect(new URL(page.url).origin).to.equal(server.issuer);
      });
    }

    it('ends with signing out, and consoles live on', async () => {
      const alice = createPerson(server.issuer);
      await alice.signIn();
      const pending = await askForCode(server.issuer);
      await alice.decide(pending.user_code, 'approve');
      const session = alice.cookies.get('countersign-session') ?? '';
      await alice.submit('/sign-out', {});
      const thief = createPerson(server.issuer);
      thief.cookies.set('countersign-session', session);
      expect((await thief.open('/device')).url, 'the session itself is gone').to.include('/sign-in');
      expect((await poll(server.issuer, pending.device_code)).status).to.equal(200);
    });
  });

  describe('every page', () => {
    it('is not kept, not framed, not told about, and runs nothing', async () => {
      const alice = createPerson(server.issuer);
      for (const page of [
        await alice.open('/'),
        await alice.open('/sign-in'),
        await alice.signIn(),
        await alice.open('/nowhere'),
      ]) {
        expect(page.headers.get('Cache-Control'), page.url).to.equal('no-store');
        expect(page.headers.get('Content-Security-Policy'), page.url)
          .to.include("default-src 'none'")
          .and.include("frame-ancestors 'none'");
        expect(page.headers.get('Referrer-Policy'), page.url).to.equal('no-referrer');
        expect(page.headers.get('X-Content-Type-Options'), page.url).to.equal('nosniff');
        expect(page.html, page.url).not.to.match(/<script|\sstyle="|\son[a-z]+="/i);
      }
    });

    it('keeps its cookies from scripts and from other sites', async () => {
      const reply = await fetch(`${server.issuer}/sign-in`);
      for (const cookie of reply.headers.getSetCookie())
        expect(cookie)
          .to.match(/httponly/i)
          .and.match(/samesite=lax/i)
          .and.match(/path=\//i);
    });

    it('shows hostile names as text', async () => {
      const pending = await askForCode(
        server.issuer,
        { device_name: '<script>alert(1)</script>' },
        { 'User-Agent': '"><img src=x onerror=alert(1)>' },
      );
      const alice = createPerson(server.issuer);
      await alice.signIn();
      const { html } = await alice.lookUp(pending.user_code);
      expect(html).to.include('&lt;script&gt;').and.not.include('<script').and.not.include('<img src=x');
    });

    it('that does not exist says so, to people and to programs', async () => {
      const page = await createPerson(server.issuer).open('/nowhere');
      expect(page.status).to.equal(404);
      const reply = await fetch(`${server.issuer}/nowhere`, { headers: { Accept: 'application/json' } });
      expect(reply.status).to.equal(404);
      expect(reply.headers.get('Content-Type')).to.include('application/problem+json');
    });
  });

  it('a form over the limit, of another kind, or with a field twice is refused with a page', async () => {
    const send = (body: BodyInit, type?: string) =>
      fetch(`${server.issuer}/sign-in`, {
        method: 'POST',
        body,
        headers: { Accept: 'text/html', ...(type ? { 'Content-Type': type } : {}) },
      });
    for (const reply of [
      await send(new URLSearchParams({ username: 'x'.repeat(9000) })),
      await send('{}', 'application/json'),
      await send('username=a&username=b', 'application/x-www-form-urlencoded'),
    ]) {
      expect(reply.status).to.equal(400);
      expect(reply.headers.get('Content-Type')).to.include('text/html');
    }
  });
});
