import { expect } from 'chai';
import fc from 'fast-check';

import { openStorage } from '../../../adapters/open-storage.ts';
import type { Storage } from '../../../server/ports/storage.ts';
import { someCode } from '../../support/storage-samples.ts';
import { STORAGES } from '../../support/storages.ts';
import type { SuiteStorage } from '../../support/storages.ts';

const INTERVAL = 5;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

for (const { name, open } of STORAGES) {
  describe(`a console over a hundred polls (RFC 8628, section 3.5), on ${name}`, () => {
    let place: SuiteStorage;
    let storage: Storage;
    let now = 0;

    before(async () => {
      place = await open();
      storage = await openStorage(place.url, { log: silent, clock: () => now });
      now = Date.now();
    });
    after(async () => {
      await storage.close();
      await place.remove();
    });

    async function work(pauses: readonly number[]): Promise<boolean[]> {
      const code = someCode(now, { interval: INTERVAL, expiresAt: now + 30 * 60_000 });
      await storage.deviceCodes.open({ ...code, forgetAt: now + 40 * 60_000 });
      const inTime: boolean[] = [];
      let at = now;
      for (const pause of pauses) {
        at += pause;
        const outcome = await storage.deviceCodes.poll(code.key, at);
        expect(outcome).to.include({ kind: 'found', state: 'pending' });
        inTime.push(outcome.kind === 'found' && !outcome.tooEarly);
      }
      return inTime;
    }

    it('is never slowed down with 20 % of jitter either way', async () => {
      const pauses = fc.array(fc.integer({ min: 4000, max: 6000 }), { minLength: 100, maxLength: 100 });
      await fc.assert(
        fc.asyncProperty(pauses, async (waits) => {
          expect(await work(waits)).not.to.include(false);
        }),
        { numRuns: 5 },
      );
    });

    it('that hammers hears pending once an interval, and is answered at once when it waits as it was told', async () => {
      const hurry = Array<number>(100).fill(200);
      const inTime = await work([...hurry, INTERVAL * 1000 + 5000]);
      expect(inTime[0]).to.be.true;
      expect(inTime.slice(0, -1).filter(Boolean)).to.have.length(5); // at 0, 4, 8, 12 and 16 s of 19.8
      expect(inTime.at(-1)).to.be.true;
    });
  });
}
