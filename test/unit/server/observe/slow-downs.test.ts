import { expect } from 'chai';

import { openStorage } from '../../../../adapters/open-storage.ts';
import type { AuditEvent } from '../../../../server/observe/audit.ts';
import { countSlowDowns } from '../../../../server/observe/slow-downs.ts';
import type { DeviceCodes } from '../../../../server/ports/device-codes.ts';
import type { Storage } from '../../../../server/ports/storage.ts';
import { createRememberingLog, someCode } from '../../../support/storage-samples.ts';

describe('counting polls that came too early', () => {
  let storage: Storage;
  let counted: DeviceCodes;
  let heard: AuditEvent[] = [];

  beforeEach(async () => {
    heard = [];
    storage = await openStorage('sqlite::memory:', { log: createRememberingLog(), clock: Date.now });
    counted = countSlowDowns(storage.deviceCodes, { audit: (event) => heard.push(event), mostCodes: 100 });
  });
  afterEach(() => storage.close());

  async function pollAtOnce(times: number): Promise<void> {
    const now = Date.now();
    const code = someCode(now);
    await counted.open(code);
    for (let n = 0; n < times; n++) await counted.poll(code.key, now);
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

  it('says nothing of nine, and each power of ten once', async () => {
    await pollAtOnce(10); // the first is in time
    await settled();
    expect(heard).to.deep.equal([]);
    await pollAtOnce(1002);
    await settled();
    expect(heard.map((event) => 'times' in event && event.times)).to.deep.equal([10, 100, 1000]);
  });

  it('is not made to talk by many codes that take turns, nor to remember them all', async () => {
    const now = Date.now();
    const codes = Array.from({ length: 105 }, () => someCode(now));
    for (const code of codes) {
      await counted.open(code);
      await counted.poll(code.key, now);
    }
    for (let round = 0; round < 11; round++) await Promise.all(codes.map(({ key }) => counted.poll(key, now)));
    await settled();
    expect(heard).to.deep.equal([]);
  });

  it('answers as the storage does, and hands its failure on', async () => {
    await storage.close();
    const failure: unknown = await counted.poll(someCode(Date.now()).key, Date.now()).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error).with.property('name', 'StorageError');
    await settled(); // an unhandled rejection would end the run
  });
});
