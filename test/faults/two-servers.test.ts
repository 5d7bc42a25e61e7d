import { expect } from 'chai';

import { freePort } from '../support/free-port.ts';
import { askForCode, poll, refresh } from '../support/http-console.ts';
import type { Answer } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { LASTING_STORAGES } from '../support/storages.ts';
import type { SuiteStorage } from '../support/storages.ts';

/** With a parameter that nobody knows, and that is ignored, a request is for the engine. */
const NOT_PLAIN = { trace: 'x' } as const;

for (const { name, open } of LASTING_STORAGES) {
  describe(`two server processes on ${name}`, () => {
    let storage: SuiteStorage;
    let servers: [ServerProcess, ServerProcess];
    /** The addresses of the two processes; the issuer is the first one's. */
    let addresses: [string, string];

    before(async () => {
      storage = await open();
      const issuer = `http://localhost:${await freePort()}`;
      servers = await Promise.all([
        startServer({ storage: storage.url, issuer, port: Number(new URL(issuer).port) }),
        startServer({ storage: storage.url, issuer }),
      ]);
      addresses = [`http://localhost:${servers[0].port}`, `http://localhost:${servers[1].port}`];
    });
    after(async () => {
      await Promise.all(servers.map((server) => server.stop()));
      await storage.remove();
    });

    const either = (index: number): string => addresses[index % 2] ?? addresses[0];

    async function approve(userCode: string): Promise<void> {
      const alice = createPerson(addresses[0]);
      await alice.signIn();
      await alice.decide(userCode, 'approve');
    }

    it('made one signing key, though both started at once on an empty storage', async () => {
      const keys = await Promise.all(addresses.map(async (address) => (await fetch(`${address}/jwks`)).text()));
      expect(keys[0]).to.deep.equal(keys[1]);
    });

    it('give one device code exactly one token answer among 50 parallel polls, on every road', async () => {
      for (const more of [{}, NOT_PLAIN, {}, NOT_PLAIN]) {
        const pending = await askForCode(addresses[1]);
        await approve(pending.user_code);
        const answers = await Promise.all(
          Array.from({ length: 50 }, (_, index) => poll(either(index), pending.device_code, more)),
        );
        const winners = answers.filter(({ status }) => status === 200);
        expect(winners, summary(answers)).to.have.length(1);
        expect((await refresh(addresses[0], winners[0]?.body.refresh_token)).status, 'the winner lives on').to.equal(200);
      }
    });

    it('keep one pace between them', async () => {
      const { device_code: deviceCode } = await askForCode(addresses[0]);
      const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => poll(either(index), deviceCode)));
      const errors = answers.map(({ body }) => body.error);
      expect(errors.filter((error) => error === 'authorization_pending')).to.have.length(1);
      expect(errors.filter((error) => error === 'slow_down')).to.have.length(9);
    });

    for (const [road, more] of [
      ['the engine’s road', NOT_PLAIN],
      ['the lane', {}],
    ] as const)
      it(`rotate one refresh token for 32 parallel refreshes without losing the device: one live successor at the end (${road})`, async () => {
        const pending = await askForCode(addresses[0]);
        await approve(pending.user_code);
        const { body } = await poll(addresses[0], pending.device_code);
        const answers = await Promise.all(
          Array.from({ length: 32 }, (_, index) => refresh(either(index), body.refresh_token, more)),
        );
        const successors = answers.filter(({ status }) => status === 200).map((answer) => answer.body.refresh_token);
        expect(successors, summary(answers)).not.to.be.empty;
        expect(
          answers.every(({ status, body: { error } }) => status === 200 || error === 'invalid_grant'),
          summary(answers),
        ).to.be.true;

        const afterwards = await Promise.all(successors.map((token, index) => refresh(either(index), token)));
        expect(
          afterwards.filter(({ status }) => status === 200),
          summary(afterwards),
        ).to.have.length(1);
      });
  });
}

function summary(answers: readonly Answer[]): string {
  const counts = new Map<string, number>();
  for (const { status, body } of answers) {
    const what = `${status} ${typeof body.error === 'string' ? body.error : 'tokens'}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return JSON.stringify(Object.fromEntries(counts));
}
