import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { openStorage } from '../../../adapters/open-storage.ts';
import type { Storage } from '../../../server/ports/storage.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import {
  createRememberingLog,
  someApproval,
  someCode,
  someFingerprint,
  someGrant,
  someRefreshToken,
} from '../../support/storage-samples.ts';
import { startStorageWorkers } from '../../support/storage-workers.ts';

const deps = { log: createRememberingLog(), clock: Date.now };
const now = Date.now();

const code = someCode(now);
const approval = someApproval(now);
const grant = someGrant(now);
const [first, second, third] = [1, 2, 3].map(() => someRefreshToken(grant, now)) as [Token, Token, Token];
const proof = someFingerprint();
const counter = someFingerprint();
const session = someFingerprint();
type Token = ReturnType<typeof someRefreshToken>;

async function fill({ deviceCodes, grants, replays, records, counters, secrets }: Storage): Promise<void> {
  await deviceCodes.open(code);
  await deviceCodes.poll(code.key, now);
  await deviceCodes.decide(code.key, approval, now);
  await grants.save(grant);
  await grants.issueRefreshToken(first);
  await grants.rotateRefreshToken(first.key, first.key, second, now);
  await grants.rotateRefreshToken(second.key, second.key, third, now);
  await replays.claim(proof, now + 600_000);
  await records.save('Session', session, { uid: 'abc' }, now + 600_000);
  await counters.increment(counter, 600, now);
  await secrets.keepFirst('pepper', 'the first');
}

async function expectEverything({ deviceCodes, grants, replays, records, counters, secrets }: Storage): Promise<void> {
  const expected = { key: code.key, request: code.request, state: 'approved', decision: approval };
  expect(await deviceCodes.find(code.key)).to.deep.equal(expected);
  expect(await deviceCodes.findByUserCode(code.userCodeKey)).to.deep.equal(expected);
  expect(await grants.find(grant.id)).to.deep.equal(grant);
  const standings = [first, second, third].map(
    async ({ grantId, key }) => (await grants.findRefreshToken(grantId, key))?.standing,
  );
  expect(await Promise.all(standings)).to.deep.equal(['spent', 'previous', 'current']);
  expect(await replays.claim(proof, now + 600_000)).to.equal(false);
  expect(await records.find('Session', session)).to.deep.equal({ uid: 'abc' });
  expect(await counters.increment(counter, 600, now)).to.include({ count: 2 });
  expect(await secrets.keepFirst('pepper', 'a second')).to.equal('the first');
}

describe('a restart keeps everything that is not over', () => {
  describe('SQLite', () => {
    let folder: string;
    let url: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'countersign-'));
      url = `sqlite:${join(folder, 'storage.db')}`;
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('after the file was closed and opened again', async () => {
      const before = await openStorage(url, deps);
      await fill(before);
      await before.close();
      const after = await openStorage(url, deps);
      await expectEverything(after);
      await after.close();
    });

    it('after the process was killed right after its answer', async () => {
      const [worker] = await startStorageWorkers(url, 1);
      const storage = await openStorage(url, deps);
      const codes = Array.from({ length: 10 }, () => someCode(Date.now()));
      for (const opened of codes) await storage.deviceCodes.open(opened);
      await storage.close();
      const outcomes = await worker!.ask({ what: 'decide', keys: codes.map(({ key }) => key) });
      await worker!.crash();

      const after = await openStorage(url, deps);
      for (const [n, { key }] of codes.entries()) {
        expect(outcomes[n]).to.equal('decided');
        expect(await after.deviceCodes.find(key)).to.have.property('state', 'approved');
      }
      await after.close();
    });
  });

  describe('Redis with an append-only file', () => {
    it('after Redis was killed and started again', async () => {
      const server = await startRedisServer({ durable: true });
      const before = await openStorage(server.url, deps);
      await fill(before);
      await before.close();
      await server.crash();
      await server.startAgain();
      const after = await openStorage(server.url, deps);
      await expectEverything(after);
      await after.close();
      await server.stop();
    });
  });
});
