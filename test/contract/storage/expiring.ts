import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';

import { someFingerprint } from '../../support/storage-samples.ts';
import { fiftyAtOnce } from './describe-storage.ts';
import type { Connections } from './describe-storage.ts';

/** Replays, records and counters of server/ports/storage.ts. */
export function describeExpiring(connections: () => Connections): void {
  let now = 0;
  before(() => (now = Date.now())); // when the suite runs, not when it is read: that may be minutes earlier

  describe('what must not happen twice (RFC 9449, section 11.1; RFC 7523, section 3)', () => {
    it('is claimed by exactly one of fifty', async () => {
      const key = someFingerprint();
      const claims = await fiftyAtOnce(connections(), ({ replays }) => replays.claim(key, now + 60_000));
      expect(claims.filter(Boolean)).to.have.length(1);
    });

    it('can be claimed again when its time is over', async () => {
      const { one, two } = connections();
      const key = someFingerprint();
      expect(await one.replays.claim(key, Date.now() + 100)).to.equal(true);
      expect(await two.replays.claim(key, Date.now() + 100)).to.equal(false);
      await sleep(130);
      expect(await two.replays.claim(key, Date.now() + 60_000)).to.equal(true);
    });
  });

  describe('small records', () => {
    it('come back as they were saved, replaced or removed', async () => {
      const { one, two } = connections();
      const key = someFingerprint();
      await one.records.save('Session', key, { uid: 'a', nested: { list: [1, 'é', null] } }, now + 60_000);
      expect(await two.records.find('Session', key)).to.deep.equal({ uid: 'a', nested: { list: [1, 'é', null] } });
      await two.records.save('Session', key, { uid: 'b' }, now + 60_000);
      expect(await one.records.find('Session', key)).to.deep.equal({ uid: 'b' });
      await two.records.remove('Session', key);
      await two.records.remove('Session', key);
      expect(await one.records.find('Session', key)).to.equal(undefined);
    });

    it('of one kind are not those of another', async () => {
      const { records } = connections().one;
      const key = someFingerprint();
      await records.save('Session', key, { kind: 'session' }, now + 60_000);
      expect(await records.find('Interaction', key)).to.equal(undefined);
      await records.remove('Interaction', key);
      expect(await records.find('Session', key)).to.deep.equal({ kind: 'session' });
    });

    it('are gone when their time is over', async () => {
      const { records } = connections().one;
      const key = someFingerprint();
      await records.save('Session', key, {}, Date.now() + 100);
      expect(await records.find('Session', key)).to.deep.equal({});
      await sleep(130);
      expect(await records.find('Session', key)).to.equal(undefined);
    });
  });

  describe('counting within a window', () => {
    it('counts every one of fifty, each a number of its own', async () => {
      const name = someFingerprint();
      const counts = await fiftyAtOnce(connections(), ({ counters }) => counters.increment(name, 60, now));
      expect(counts.map(({ count }) => count).sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 50 }, (_, n) => n + 1));
      expect(new Set(counts.map(({ until }) => until))).to.deep.equal(new Set([now + 60_000]));
    });

    it('takes one back within the window, never below nothing, and never out of the next window', async () => {
      const { one, two } = connections();
      const name = someFingerprint();
      await one.counters.giveBack(name, now);
      await one.counters.increment(name, 60, now);
      await two.counters.giveBack(name, now);
      await two.counters.giveBack(name, now);
      expect((await one.counters.increment(name, 60, now)).count).to.equal(1);
      await two.counters.giveBack(name, now + 60_000);
      expect((await one.counters.increment(name, 60, now + 1)).count).to.equal(2);
    });

    it('begins anew exactly when the window ends, and not when it is counted in', async () => {
      const { one, two } = connections();
      const name = someFingerprint();
      await one.counters.increment(name, 60, now);
      expect(await two.counters.increment(name, 60, now + 59_999)).to.deep.equal({ count: 2, until: now + 60_000 });
      expect(await one.counters.increment(name, 60, now + 60_000)).to.deep.equal({ count: 1, until: now + 120_000 });
    });
  });
}
