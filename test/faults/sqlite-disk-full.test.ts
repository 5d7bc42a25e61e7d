import { join } from 'node:path';

import { expect } from 'chai';

import { openStorage } from '../../adapters/open-storage.ts';
import type { Storage } from '../../server/ports/storage.ts';
import { makeSmallDisk } from '../support/small-disk.ts';
import type { SmallDisk } from '../support/small-disk.ts';
import { createRememberingLog, someCode, someDenial, someFingerprint, someGrant } from '../support/storage-samples.ts';

/** The log of changes has room for some steps when the disk has none any more: so many that some of them fail. */
const STEPS = 400;

describe('SQLite on a disk that is full: every step fails, or is kept', () => {
  const deps = { log: createRememberingLog(), clock: Date.now };
  let disk: SmallDisk;
  let storage: Storage;

  beforeEach(async () => {
    disk = await makeSmallDisk();
    storage = await openStorage(`sqlite:${join(disk.folder, 'countersign.sqlite')}`, deps);
  });
  afterEach(async () => {
    await storage.close();
    await disk.remove();
  });

  /** Takes every step while the disk is full. @returns which of them were said to have happened */
  async function acknowledgedWhileFull<Item>(items: readonly Item[], step: (item: Item) => Promise<unknown>): Promise<boolean[]> {
    await disk.fill([process.pid]);
    const outcomes: boolean[] = [];
    for (const item of items)
      outcomes.push(
        await step(item).then(
          () => true,
          () => false,
        ),
      );
    await disk.free([process.pid]);
    expect(outcomes, 'the disk was full').to.include(false);
    return outcomes;
  }

  it('ending a device', async () => {
    const grants = Array.from({ length: STEPS }, () => someGrant(Date.now()));
    for (const grant of grants) await storage.grants.save(grant);
    const ended = await acknowledgedWhileFull(grants, ({ id }) => storage.grants.end(id));
    for (const [at, { id }] of grants.entries())
      expect((await storage.grants.find(id)) === undefined, `device ${at}`).to.equal(ended[at]);
  });

  it('deciding', async () => {
    const codes = Array.from({ length: STEPS }, () => someCode(Date.now()));
    for (const code of codes) await storage.deviceCodes.open(code);
    const decided = await acknowledgedWhileFull(codes, ({ key }) =>
      storage.deviceCodes.decide(key, someDenial(Date.now()), Date.now()),
    );
    for (const [at, { key }] of codes.entries())
      expect((await storage.deviceCodes.find(key))?.state === 'denied', `code ${at}`).to.equal(decided[at]);
  });

  it('counting, by which guesses are held back', async () => {
    const names = Array.from({ length: STEPS }, () => someFingerprint());
    const now = Date.now();
    const counted = await acknowledgedWhileFull(names, (name) => storage.counters.increment(name, 600, now));
    for (const [at, name] of names.entries())
      expect((await storage.counters.increment(name, 600, now)).count === 2, `counter ${at}`).to.equal(counted[at]);
  });
});
