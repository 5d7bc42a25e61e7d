import { expect } from 'chai';

import { closeDatabase, openDatabase } from '../../../../adapters/sqlite/database.ts';
import type { Database } from '../../../../adapters/sqlite/database.ts';
import { createDeviceCodes } from '../../../../adapters/sqlite/device-codes.ts';
import { createDevices } from '../../../../adapters/sqlite/devices.ts';
import { createCounters, createRecords, createReplays } from '../../../../adapters/sqlite/expiring.ts';
import { createGrants } from '../../../../adapters/sqlite/grants.ts';
import { EXPIRING } from '../../../../adapters/sqlite/schema.ts';
import { createSecrets } from '../../../../adapters/sqlite/secrets.ts';
import { createSweepOnce } from '../../../../adapters/sqlite/sweep.ts';
import {
  createRememberingLog,
  someCode,
  someFingerprint,
  someGrant,
  somePlace,
  someRefreshToken,
} from '../../../support/storage-samples.ts';

const START = 1_700_000_000_000;

describe('the sweep: what expires is gone by itself', () => {
  let database: Database;
  let now: number;
  const clock = (): number => now;

  beforeEach(() => {
    now = START;
    database = openDatabase(':memory:', createRememberingLog());
  });
  afterEach(() => closeDatabase(database));

  const rows = (table: string): number => (database.quick.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;

  it('knows every table that has a time in it', () => {
    const timed = database.quick
      .prepare(
        `SELECT DISTINCT m.name FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND c.name IN ('expires_at', 'forget_at', 'keep_until', 'until')`,
      )
      .all()
      .map(({ name }) => String(name));
    expect(timed.sort()).to.deep.equal(EXPIRING.map(({ table }) => table).sort());
  });

  it('removes what is over from every table at the very millisecond, and nothing before it', async () => {
    const grant = someGrant(START, { keepUntil: START + 1000 });
    await createDeviceCodes(database, clock).open({ ...someCode(START, { expiresAt: START + 500 }), forgetAt: START + 1000 });
    await createGrants(database, clock).save(grant);
    await createGrants(database, clock).issueRefreshToken({ ...someRefreshToken(grant, START), expiresAt: START + 1000 });
    const { device, overAt } = somePlace(someGrant(START), START);
    await createDevices(database, clock).keepPlace({ device: { ...device, awaitedUntil: START + 1000 }, overAt }, START);
    await createReplays(database, clock).claim(someFingerprint(), START + 1000);
    await createRecords(database, clock).save('Session', someFingerprint(), {}, START + 1000);
    await createCounters(database).increment(someFingerprint(), 1, START);
    await createSecrets(database).keepFirst('pepper', 'value');

    const sweepOnce = createSweepOnce(database.quick, clock);
    now = START + 999;
    sweepOnce();
    expect(EXPIRING.map(({ table }) => rows(table))).to.deep.equal(EXPIRING.map(() => 1));
    now = START + 1000;
    sweepOnce();
    expect(EXPIRING.map(({ table }) => rows(table))).to.deep.equal(EXPIRING.map(() => 0));
    expect(rows('secrets')).to.equal(1);
  });

  it('works in small turns and says when there is more', async () => {
    const replays = createReplays(database, clock);
    for (let n = 0; n < 450; n++) await replays.claim(someFingerprint(), START + 1);
    now = START + 1;
    const sweepOnce = createSweepOnce(database.quick, clock);
    expect([sweepOnce(), rows('replays')]).to.deep.equal([true, 250]);
    expect([sweepOnce(), rows('replays')]).to.deep.equal([true, 50]);
    expect([sweepOnce(), rows('replays')]).to.deep.equal([false, 0]);
  });
});
