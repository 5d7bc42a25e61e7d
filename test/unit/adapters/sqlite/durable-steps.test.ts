import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { expect } from 'chai';

import { closeDatabase, openDatabase } from '../../../../adapters/sqlite/database.ts';
import type { Database } from '../../../../adapters/sqlite/database.ts';
import { createDeviceCodes } from '../../../../adapters/sqlite/device-codes.ts';
import { createDevices } from '../../../../adapters/sqlite/devices.ts';
import { createGrants } from '../../../../adapters/sqlite/grants.ts';
import { createSecrets } from '../../../../adapters/sqlite/secrets.ts';
import {
  createRememberingLog,
  someApproval,
  someCode,
  someGrant,
  somePlace,
  someRefreshToken,
} from '../../../support/storage-samples.ts';

/**
 * No test of ours cuts the power. But of the two connections, only one brings what it writes to the disk before it answers (`database.test.ts` looks at that), and
 * where the other one cannot write at all, every step still succeeds that a promise hangs on.
 */
describe('what must outlast a power cut is written on the connection that waits for the disk', () => {
  let folder: string;
  let whole: Database;
  let parts: Database;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-'));
    const path = join(folder, 'countersign.db');
    whole = openDatabase(path, createRememberingLog());
    parts = { durable: whole.durable, quick: new DatabaseSync(path, { readOnly: true }) };
  });
  afterEach(async () => {
    parts.quick.close();
    closeDatabase(whole);
    await rm(folder, { recursive: true });
  });

  const clock = Date.now;

  it('a decision, and the spending of a code; but not a booked slot', async () => {
    const now = clock();
    const code = someCode(now);
    await createDeviceCodes(whole, clock).open(code);
    const deviceCodes = createDeviceCodes(parts, clock);
    expect(await failureOf(deviceCodes.poll(code.key, now)), 'the other connection cannot write').to.include('readonly');
    expect(await deviceCodes.decide(code.key, someApproval(now), now)).to.equal('decided');
    expect(await deviceCodes.spend(code.key, now)).to.equal(true);
  });

  it('a grant, its tokens, and its end', async () => {
    const now = clock();
    const grant = someGrant(now);
    const [first, next] = [someRefreshToken(grant, now), someRefreshToken(grant, now)];
    const grants = createGrants(parts, clock);
    await grants.save(grant);
    expect(await grants.issueRefreshToken(first)).to.equal(true);
    expect(await grants.rotateRefreshToken(first.key, first.key, next, now)).to.equal(true);
    expect(await grants.end(grant.id)).to.equal(true);
  });

  it('the place of a device, its name, and its end', async () => {
    const now = clock();
    const grant = someGrant(now);
    const devices = createDevices(parts, clock);
    await createGrants(parts, clock).save(grant);
    expect(await devices.keepPlace(somePlace(grant, now), now)).to.equal(true);
    expect(await devices.connect(grant)).to.equal('connected');
    expect(await devices.rename(grant, 'another name')).to.equal(true);
    expect(await devices.end(grant)).to.equal(true);
  });

  it('the keys', async () => {
    expect(await createSecrets(parts).keepFirst('master', 'first')).to.equal('first');
  });
});

async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing failed',
    (error: unknown) => String(error),
  );
}
