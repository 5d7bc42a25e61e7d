import { expect } from 'chai';

import { askForCode, poll } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
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
