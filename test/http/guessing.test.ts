import { expect } from 'chai';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { askForCode, poll } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const WRONG = [
  'BCDF-GHJK',
  'BCDF-GHJL',
  'BCDF-GHJM',
  'BCDF-GHJN',
  'BCDF-GHJP',
  'BCDF-GHJQ',
  'BCDF-GHJR',
  'BCDF-GHJS',
  'BCDF-GHJT',
  'BCDF-GHJV',
];

describe('guessing user codes (RFC 8628, section 5.1)', () => {
  let server: ServerProcess;

  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(() => server.stop());

  it('is stopped after ten wrong codes of one account: also for a right one, with the time to come again', async () => {
    const mallory = createPerson(server.issuer);
    await mallory.signIn('bob', 'builder');
    for (const code of WRONG) expect((await mallory.lookUp(code)).status).to.equal(422);
    const pending = await askForCode(server.issuer);
    const refused = await mallory.lookUp(pending.user_code);
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers.get('Retry-After'))).to.be.within(1, 900);
    expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
  });

  it('by one person holds up nobody else behind the same address (better-auth #10752 elsewhere)', async () => {
    const [mallory, alice] = [createPerson(server.issuer), createPerson(server.issuer)];
    await mallory.signIn('bob', 'builder');
    await alice.signIn();
    for (const code of [...WRONG, ...WRONG]) await mallory.lookUp(code);
    const pending = await askForCode(server.issuer);
    await alice.decide(pending.user_code, 'approve');
    expect((await poll(server.issuer, pending.device_code)).status).to.equal(200);
  });

  it('by one account, however long, uses up nothing that others share', async () => {
    const [mallory, alice] = [createPerson(server.issuer), createPerson(server.issuer)];
    await mallory.signIn('bob', 'builder');
    await mallory.open('/device');
    for (let round = 0; round < 14; round += 1)
      await Promise.all(WRONG.map((code) => mallory.submit('/device', { user_code: code })));
    await alice.signIn();
    expect((await alice.lookUp('BCDF-GHJK')).status, 'mistyped once').to.equal(422);
    expect((await alice.lookUp((await askForCode(server.issuer)).user_code)).status, 'and then typed rightly').to.equal(200);
  });

  it('is not made good by a success: what was mistyped before stays counted (Abblix #165 elsewhere)', async () => {
    const mallory = createPerson(server.issuer);
    await mallory.signIn('bob', 'builder');
    for (const code of WRONG.slice(0, 9)) await mallory.lookUp(code);
    expect((await mallory.lookUp((await askForCode(server.issuer)).user_code)).status).to.equal(200);
    expect((await mallory.lookUp(WRONG[9] ?? '')).status).to.equal(422);
    expect((await mallory.lookUp(WRONG[9] ?? '')).status).to.equal(429);
  });

  it('many at once are counted like one after the other', async () => {
    const mallory = createPerson(server.issuer);
    await mallory.signIn('bob', 'builder');
    await mallory.open('/device');
    const pages = await Promise.all(WRONG.concat(WRONG).map((code) => mallory.submit('/device', { user_code: code })));
    expect(pages.filter(({ status }) => status === 422)).to.have.length(10);
    expect(pages.filter(({ status }) => status === 429)).to.have.length(10);
  });
});

describe('guessing user codes from many accounts or many addresses (RFC 8628, section 5.1)', () => {
  let config: ConfigFolder;
  let server: ServerProcess;

  /** Everybody may mistype as often as they like, but for this limit. */
  async function startWith(limit: Readonly<Record<string, number>>): Promise<void> {
    config = await copyConfigFolder();
    await config.change('countersign.yaml', (file) => {
      file.setIn(['guess_limit'], { per_account: 1000, per_network: 1000, overall: 1000, ...limit });
      file.setIn(['trusted_proxies'], ['127.0.0.0/8', '::1']); // so that a test may come from anywhere
    });
    await config.change('accounts.yaml', (file) => {
      for (const id of ['carol', 'dave'])
        file.addIn(['accounts'], { id, name: id, roles: ['owner'], password_hash: file.getIn(['accounts', 0, 'password_hash']) });
    });
    server = await startServer({ config: config.path });
  }
  afterEach(async () => {
    await server.stop();
    await config.remove();
  });

  async function from(address: string, username: string, password = 'wonderland'): Promise<Person> {
    const person = createPerson(server.issuer, { 'X-Forwarded-For': address });
    await person.signIn(username, password);
    return person;
  }

  const newCode = async (): Promise<string> => (await askForCode(server.issuer)).user_code;

  for (const [what, [one, another, elsewhere]] of Object.entries({
    'one address': ['198.51.100.7', '198.51.100.7', '198.51.100.8'],
    'one IPv6 network (RFC 4291, section 2.5.1)': ['2001:db8:1:2::1', '2001:db8:1:2:ffff::2', '2001:db8:1:3::1'],
  } as const)) {
    it(`${what}: whoever comes from there is held back together, and nobody else`, async () => {
      await startWith({ per_network: 10 });
      const [mallory, accomplice] = [await from(one, 'alice'), await from(another, 'bob', 'builder')];
      for (const code of WRONG.slice(0, 5)) expect((await mallory.lookUp(code)).status).to.equal(422);
      for (const code of WRONG.slice(5)) expect((await accomplice.lookUp(code)).status).to.equal(422);
      const code = await newCode();
      expect((await (await from(another, 'carol')).lookUp(code)).status, 'from there').to.equal(429);
      expect((await (await from(elsewhere, 'alice')).lookUp(code)).status, 'from elsewhere').to.equal(200);
    });
  }

  it('overall: beyond the limit only who mistyped nothing today may look, and once', async () => {
    await startWith({ overall: 10 });
    for (const [n, code] of WRONG.entries()) {
      const mallory = await from(`198.51.100.${n}`, n % 2 === 0 ? 'alice' : 'bob', n % 2 === 0 ? 'wonderland' : 'builder');
      expect((await mallory.lookUp(code)).status).to.equal(422);
    }
    const code = await newCode();
    expect((await (await from('203.0.113.1', 'alice')).lookUp(code)).status, 'mistyped today').to.equal(429);
    expect((await (await from('203.0.113.2', 'carol')).lookUp(code)).status, 'mistyped nothing').to.equal(200);
    const dave = await from('203.0.113.3', 'dave');
    expect((await dave.lookUp(WRONG[0] ?? '')).status, 'mistypes for the first time').to.equal(422);
    expect((await dave.lookUp(code)).status, 'and then no more').to.equal(429);
  });
});
