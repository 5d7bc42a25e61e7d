import { expect } from 'chai';
import { decodeJwt } from 'jose';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { askForCode, poll } from '../support/http-console.ts';
import type { Pending } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const HOME = { 'X-Forwarded-For': '203.0.113.7' };
const ELSEWHERE = { 'X-Forwarded-For': '198.51.100.20' };
const HOME_OVER_IPV6 = { 'X-Forwarded-For': '2001:db8:1:2::7' };

/** What each client of this suite demands beside a yes. */
const CLIENTS = {
  nearby: { require_same_network: 'refuse' },
  careless: { require_same_network: 'off' },
  careful: { require_fresh_sign_in: '2s' },
  typist: { confirm_code: true },
} as const;

describe('what a client demands of an approval', () => {
  let server: ServerProcess;
  let config: ConfigFolder;

  before(async () => {
    config = await copyConfigFolder();
    await config.change('clients.yaml', (document) => {
      for (const [id, demands] of Object.entries(CLIENTS))
        document.addIn(['clients'], {
          id,
          name: `The ${id} console`,
          authentication: { method: 'none' },
          grants: ['device_code', 'refresh_token'],
          apis: ['urn:countersign:example:notes'],
          ...demands,
        });
    });
    await config.change('countersign.yaml', (document) => document.setIn(['trusted_proxies'], ['127.0.0.1', '::1']));
    server = await startServer({ config: config.path });
  });
  after(async () => {
    await server.stop();
    await config.remove();
  });

  const ask = (client: keyof typeof CLIENTS): Promise<Pending> => askForCode(server.issuer, { client_id: client }, HOME);
  const outcomeOf = async (client: keyof typeof CLIENTS, { device_code }: Pending): Promise<unknown> => {
    const { status, body } = await poll(server.issuer, device_code, { client_id: client });
    return status === 200 ? 'tokens' : body.error;
  };
  const signedIn = async (headers: Readonly<Record<string, string>> = HOME): Promise<Person> => {
    const person = createPerson(server.issuer, headers);
    await person.signIn();
    return person;
  };
  const hasApprove = (html: string): boolean => html.includes('value="approve"');

  describe('require_same_network', () => {
    it('refuse: approves on the network that the console asked from', async () => {
      const [alice, pending] = [await signedIn(), await ask('nearby')];
      expect(hasApprove((await alice.lookUp(pending.user_code)).html)).to.equal(true);
      await alice.submit('/device/decision', { decision: 'approve' });
      expect(await outcomeOf('nearby', pending)).to.equal('tokens');
    });

    for (const [where, headers] of [
      ['on another network', ELSEWHERE],
      ['over the other protocol, where nobody can tell', HOME_OVER_IPV6],
    ] as const) {
      it(`refuse: has no button ${where}, takes no approval made by hand, and still a denial`, async () => {
        const [alice, pending] = [await signedIn(headers), await ask('nearby')];
        expect(hasApprove((await alice.lookUp(pending.user_code)).html)).to.equal(false);
        const forged = await alice.submit('/device/decision', { decision: 'approve' });
        expect(forged.status).to.equal(422);
        expect(forged.html).to.include('You are on another network now.');
        expect(await outcomeOf('nearby', pending)).to.equal('authorization_pending');
        await alice.decide(pending.user_code, 'not-me');
        expect(await outcomeOf('nearby', pending)).to.equal('access_denied');
      });
    }

    it('refuse: a look from the right network does not help an approval from another one', async () => {
      const [alice, pending] = [await signedIn(), await ask('nearby')];
      const look = await alice.lookUp(pending.user_code);
      const thief = createPerson(server.issuer, ELSEWHERE);
      for (const [name, value] of alice.cookies) thief.cookies.set(name, value);
      await thief.open('/device');
      await thief.lookUp((await ask('careless')).user_code);
      const review = /name="review" value="([^"]+)"/.exec(look.html)?.[1] ?? '';
      const refused = await thief.submit('/device/decision', { review, decision: 'approve' });
      expect(refused.html).to.include('You are on another network now.');
      expect(await outcomeOf('nearby', pending)).to.equal('authorization_pending');
    });

    it('warn, which is what nobody says, shows it and lets the person decide; off says nothing of networks', async () => {
      const [alice, warned, silent] = [await signedIn(ELSEWHERE), await ask('careful'), await ask('careless')];
      const page = await alice.lookUp(warned.user_code);
      expect(page.html).to.include('A different network from yours');
      expect(hasApprove(page.html)).to.equal(true);
      const quiet = await alice.lookUp(silent.user_code);
      expect(quiet.html).not.to.include('network');
      expect(quiet.html).to.include('203.0.113.7');
    });

    it('is recorded when it stopped an approval', async () => {
      const [alice, pending] = [await signedIn(ELSEWHERE), await ask('nearby')];
      await alice.lookUp(pending.user_code);
      await alice.submit('/device/decision', { decision: 'approve' });
      const refusals = server.events().filter(({ message }) => message === 'device_code.approval_refused');
      expect(refusals.map(({ reason, client, account }) => [reason, client, account])).to.deep.include([
        'other-network',
        'nearby',
        'alice',
      ]);
    });
  });

  describe('require_fresh_sign_in', () => {
    const grownOld = () => new Promise((resolve) => setTimeout(resolve, 3100)); // older than 2 s to the second

    it('leads who signed in long ago to do it again, and back to the code, and then approves', async () => {
      const [alice, pending] = [await signedIn(), await ask('careful')];
      await grownOld();
      const stopped = await alice.lookUp(pending.user_code);
      expect(hasApprove(stopped.html)).to.equal(false);
      expect(stopped.html).to.include('To approve, sign in once more');
      const [, again = ''] = /class="choice" href="([^"]+)"/.exec(stopped.html) ?? [];
      expect((await alice.open(again.replaceAll('&amp;', '&'))).html).to.include('Once more, to be sure that it is you.');
      const back = await alice.submit('/sign-in', { username: 'alice', password: 'wonderland' });
      expect(back.html).to.include(`value="${pending.user_code}"`);
      expect(hasApprove((await alice.submit('/device', { user_code: pending.user_code })).html)).to.equal(true);
      await alice.submit('/device/decision', { decision: 'approve' });
      expect(await outcomeOf('careful', pending)).to.equal('tokens');
    });

    it('is asked again at the decision: a page that was open for too long approves nothing', async () => {
      const [alice, pending] = [await signedIn(), await ask('careful')];
      expect(hasApprove((await alice.lookUp(pending.user_code)).html)).to.equal(true);
      await grownOld();
      const page = await alice.submit('/device/decision', { decision: 'approve' });
      expect(page.url).to.match(/\/sign-in\?return_to=\/device&max_age=2&after=form$/);
      expect(await outcomeOf('careful', pending)).to.equal('authorization_pending');
      const back = await alice.submit('/sign-in', { username: 'alice', password: 'wonderland' });
      expect(back.html, 'the code is kept').to.include(`value="${pending.user_code}"`);
    });

    it('lets a stale sign-in deny', async () => {
      const [alice, pending] = [await signedIn(), await ask('careful')];
      await grownOld();
      await alice.decide(pending.user_code, 'deny');
      expect(await outcomeOf('careful', pending)).to.equal('access_denied');
    });
  });

  describe('what the console itself asks of the sign-in (RFC 9470, section 5)', () => {
    const askFor = (demands: Readonly<Record<string, string>>) =>
      askForCode(server.issuer, { client_id: 'careless', ...demands }, HOME);

    it('max_age=0: only who has signed in since may approve, is led there and back, and the token says when', async () => {
      const alice = await signedIn();
      await new Promise((resolve) => setTimeout(resolve, 1100)); // a second earlier, as auth_time counts
      const pending = await askFor({ max_age: '0' });
      const stopped = await alice.lookUp(pending.user_code);
      expect(hasApprove(stopped.html)).to.equal(false);
      const forged = await alice.submit('/device/decision', { decision: 'approve' });
      expect(forged.url).to.include('/sign-in?');
      await alice.submit('/sign-in', { username: 'alice', password: 'wonderland' });
      expect(hasApprove((await alice.submit('/device', { user_code: pending.user_code })).html)).to.equal(true);
      await alice.submit('/device/decision', { decision: 'approve' });
      const { body } = await poll(server.issuer, pending.device_code, { client_id: 'careless' });
      const { auth_time: authTime, iat } = decodeJwt(String(body.access_token));
      expect(Number(iat) - Number(authTime)).to.be.within(0, 60);
    });

    it('never loosens what the client demands', async () => {
      const [alice, pending] = [
        await signedIn(),
        await askForCode(server.issuer, { client_id: 'careful', max_age: '9999' }, HOME),
      ];
      await new Promise((resolve) => setTimeout(resolve, 3100));
      expect(hasApprove((await alice.lookUp(pending.user_code)).html)).to.equal(false);
    });

    it('acr_values: where no sign-in is of any kind, the console hears so at once, and no person is asked', async () => {
      const body = new URLSearchParams({ client_id: 'careless', scope: 'openid notes:read', acr_values: 'phr' });
      const answer = await fetch(`${server.issuer}/device_authorization`, { method: 'POST', body });
      expect(answer.status).to.equal(400);
      expect(await answer.json()).to.include({ error: 'unmet_authentication_requirements' });
    });

    const odd: readonly Readonly<Record<string, string>>[] = [
      { max_age: '-1' },
      { max_age: '1e3' },
      { acr_values: ' phr' },
      { acr_values: 'phr\n' },
    ];
    for (const demands of odd) {
      it(`refuses ${JSON.stringify(demands)}`, async () => {
        const body = new URLSearchParams({ client_id: 'careless', scope: 'openid notes:read', ...demands });
        const answer = await fetch(`${server.issuer}/device_authorization`, { method: 'POST', body });
        expect(answer.status).to.equal(400);
        expect(await answer.json()).to.include({ error: 'invalid_request' });
      });
    }
  });

  describe('confirm_code', () => {
    const follow = (person: Person, { user_code }: Pending) => person.open(`/device?user_code=${user_code}`);

    it('takes no code that a link filled in, and has the field emptied', async () => {
      const [alice, pending] = [await signedIn(), await ask('typist')];
      const filled = await follow(alice, pending);
      expect(filled.html).to.include(`value="${pending.user_code}"`);
      const asked = await alice.submit('/device', { user_code: pending.user_code });
      expect(asked.status).to.equal(422);
      expect(asked.html).to.include('For this application, the code has to be typed.').and.not.include(pending.user_code);
      expect((await alice.open('/device')).html, 'the link is forgotten').not.to.include(pending.user_code);
    });

    it('takes it however the link had it spelt', async () => {
      const [alice, pending] = [await signedIn(), await ask('typist')];
      await alice.open(`/device?user_code=${pending.user_code.toLowerCase().replace('-', '%20')}.typed`);
      await follow(alice, pending);
      expect((await alice.submit('/device', { user_code: pending.user_code.toLowerCase() })).status).to.equal(422);
    });

    it('takes the same code once it is typed', async () => {
      const [alice, pending] = [await signedIn(), await ask('typist')];
      await follow(alice, pending);
      await alice.submit('/device', { user_code: pending.user_code });
      expect(hasApprove((await alice.submit('/device', { user_code: pending.user_code })).html)).to.equal(true);
      await alice.submit('/device/decision', { decision: 'approve' });
      expect(await outcomeOf('typist', pending)).to.equal('tokens');
    });

    it('leaves the links of other clients alone', async () => {
      const [alice, pending] = [await signedIn(), await ask('careless')];
      await follow(alice, pending);
      expect(hasApprove((await alice.submit('/device', { user_code: pending.user_code })).html)).to.equal(true);
    });

    it('is no way to try codes: what a link brings counts as every other code does', async () => {
      const mallory = createPerson(server.issuer, ELSEWHERE);
      await mallory.signIn('bob', 'builder');
      for (let tries = 0; tries < 10; tries += 1) {
        await mallory.open('/device?user_code=BCDF-GHJK');
        await mallory.submit('/device', { user_code: 'BCDF-GHJK' });
      }
      expect((await mallory.submit('/device', { user_code: 'BCDF-GHJK' })).status).to.equal(429);
    });
  });
});
