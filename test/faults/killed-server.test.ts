import { expect } from 'chai';

import { askForCode, poll, refresh } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { LASTING_STORAGES } from '../support/storages.ts';
import type { SuiteStorage } from '../support/storages.ts';

for (const { name, open } of LASTING_STORAGES) {
  describe(`a server that is killed (-9) and started again, on ${name}`, () => {
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

    async function killAndStartAgain(): Promise<void> {
      const { port } = server;
      await server.kill();
      server = await startServer({ storage: storage.url, port });
    }

    it('keeps a console waiting that was waiting, and lets a person approve it afterwards', async () => {
      const pending = await askForCode(server.issuer);
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
      await killAndStartAgain();
      expect((await poll(server.issuer, pending.device_code)).body.error, 'the booked slot survived too').to.be.oneOf([
        'authorization_pending',
        'slow_down',
      ]);
      const alice = createPerson(server.issuer);
      await alice.signIn();
      expect((await alice.decide(pending.user_code, 'approve')).status).to.equal(200);
      expect((await poll(server.issuer, pending.device_code)).status).to.equal(200);
    });

    it('keeps an approval, a paired device, a web session and the signing key', async () => {
      const alice = createPerson(server.issuer);
      await alice.signIn();
      const [approved, paired] = await Promise.all([askForCode(server.issuer), askForCode(server.issuer)]);
      await alice.decide(approved.user_code, 'approve');
      await alice.decide(paired.user_code, 'approve');
      const { body: tokens } = await poll(server.issuer, paired.device_code);
      const keysBefore: unknown = await (await fetch(`${server.issuer}/jwks`)).json();

      await killAndStartAgain();

      expect(await (await fetch(`${server.issuer}/jwks`)).json()).to.deep.equal(keysBefore);
      expect((await poll(server.issuer, approved.device_code)).status, 'approved before, redeemed after').to.equal(200);
      expect((await refresh(server.issuer, tokens.refresh_token)).status, 'paired before, refreshed after').to.equal(200);
      expect((await alice.open('/device')).url, 'still signed in').to.match(/\/device$/);
    });

    it('loses no device, whenever in the middle of refreshes the power goes', async () => {
      const alice = createPerson(server.issuer);
      await alice.signIn();
      const pending = await askForCode(server.issuer);
      await alice.decide(pending.user_code, 'approve');
      let token = (await poll(server.issuer, pending.device_code)).body.refresh_token;

      for (const delay of [0, 3, 6, 10, 15]) {
        const underWay = refresh(server.issuer, token).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, delay));
        await killAndStartAgain();
        const answer = (await underWay) ?? (await refresh(server.issuer, token)); // an answer that was lost is asked for again
        expect(answer.status, `killed after ${delay} ms: ${JSON.stringify(answer.body)}`).to.equal(200);
        token = answer.body.refresh_token;
      }
    });
  });
}
