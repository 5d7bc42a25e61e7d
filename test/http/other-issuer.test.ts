import { expect } from 'chai';

import { askForCode, poll, post, refresh } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { LASTING_STORAGES } from '../support/storages.ts';
import type { SuiteStorage } from '../support/storages.ts';

/** With a parameter that nobody knows, and that is ignored, a request is for the engine. */
const NOT_PLAIN = { trace: 'x' } as const;

for (const { name, open } of LASTING_STORAGES) {
  describe(`two issuers that were given one storage, ${name}: trial and production`, () => {
    let storage: SuiteStorage;
    let trial: ServerProcess;
    let production: ServerProcess;

    before(async () => {
      storage = await open();
      production = await startServer({ storage: storage.url });
      trial = await startServer({ storage: storage.url });
    });
    after(async () => {
      await Promise.all([trial.stop(), production.stop()]);
      await storage.remove();
    });

    it('whoever runs the second one is told', () => {
      const told = (server: ServerProcess) => server.events().filter(({ message }) => message === 'storage.of_another_issuer');
      expect(told(production)).to.deep.equal([]);
      expect(told(trial)).to.have.length(1);
      expect(told(trial)[0]).to.include({ level: 'warn', issuer: trial.issuer, first: production.issuer });
    });

    it('a device of the one is approved by nobody of the other', async () => {
      const pending = await askForCode(production.issuer);
      const tester = createPerson(trial.issuer);
      await tester.signIn();
      expect((await tester.lookUp(pending.user_code)).status).to.equal(422);
      expect((await poll(production.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
    });

    it('a web session of the one is none at the other', async () => {
      const alice = createPerson(production.issuer);
      await alice.signIn();
      const elsewhere = createPerson(trial.issuer);
      for (const [cookie, value] of alice.cookies) elsewhere.cookies.set(cookie, value);
      expect((await elsewhere.open('/device')).url).to.include('/sign-in');
    });

    for (const [road, more] of [
      ['plain requests', {}],
      ['the engine’s road', NOT_PLAIN],
    ] as const) {
      it(`a code, a refresh token and an access token of the one are nothing at the other, and no worse for it (${road})`, async () => {
        const pending = await askForCode(production.issuer);
        const alice = createPerson(production.issuer);
        await alice.signIn();
        await alice.decide(pending.user_code, 'approve');
        expect((await poll(trial.issuer, pending.device_code, more)).body.error).to.equal('invalid_grant');
        const { status, body } = await poll(production.issuer, pending.device_code, more);
        expect(status, 'redeemed at its own issuer').to.equal(200);

        expect((await refresh(trial.issuer, body.refresh_token, more)).body.error).to.equal('invalid_grant');
        for (const token of [body.access_token, body.refresh_token])
          await post(`${trial.issuer}/revoke`, { client_id: 'console', token: String(token), ...more });
        expect((await refresh(production.issuer, body.refresh_token, more)).status, 'refreshed at its own issuer').to.equal(200);
      });
    }
  });
}
