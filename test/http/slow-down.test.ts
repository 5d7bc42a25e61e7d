import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';

import { askForCode, poll } from '../support/http-console.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { STORAGES } from '../support/storages.ts';
import type { SuiteStorage } from '../support/storages.ts';

for (const { name, open } of STORAGES) {
  describe(`a console that hammers (RFC 8628, section 3.5), on ${name}`, () => {
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

    /** The counts that were told, once there are as many as expected and a moment has passed. */
    async function told(pairing: unknown, expected: number): Promise<unknown[]> {
      const read = () =>
        server.events().filter((event) => event.message === 'device_code.slowed_down' && event.pairing === pairing);
      for (let n = 0; n < 100 && read().length < expected; n++) await sleep(20);
      await sleep(50);
      return read().map(({ times, client, audit }) => ({ times, client, audit }));
    }

    async function begin() {
      const { device_code: deviceCode } = await askForCode(server.issuer);
      const { pairing } = server.events().findLast(({ message }) => message === 'device_code.issued') ?? {};
      expect((await poll(server.issuer, deviceCode)).body.error).to.equal('authorization_pending');
      return { deviceCode, pairing };
    }

    async function hammer(deviceCode: string, times: number): Promise<void> {
      const answers = await Promise.all(Array.from({ length: times }, () => poll(server.issuer, deviceCode)));
      for (const { body } of answers) expect(body.error).to.equal('slow_down');
    }

    it('hears slow_down each time, and is told about at the tenth and the hundredth, not in between', async () => {
      const { deviceCode, pairing } = await begin();
      await hammer(deviceCode, 9);
      expect(await told(pairing, 0)).to.deep.equal([]);
      await hammer(deviceCode, 101 - 9);
      expect(await told(pairing, 2)).to.deep.equal([
        { times: 10, client: 'console', audit: true },
        { times: 100, client: 'console', audit: true },
      ]);
    });

    it('is counted on the long road too, with a parameter that nobody knows, and together with the short one', async () => {
      const { deviceCode, pairing } = await begin();
      for (let n = 0; n < 5; n++)
        expect((await poll(server.issuer, deviceCode, { colour: 'red' })).body.error).to.equal('slow_down');
      await hammer(deviceCode, 5);
      expect(await told(pairing, 1)).to.deep.equal([{ times: 10, client: 'console', audit: true }]);
    });
  });
}
