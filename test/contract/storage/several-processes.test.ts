import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { openStorage } from '../../../adapters/open-storage.ts';
import type { Fingerprint } from '../../../server/domain/fingerprint.ts';
import type { Storage } from '../../../server/ports/storage.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { createRememberingLog, someApproval, someCode, someFingerprint } from '../../support/storage-samples.ts';
import { startStorageWorkers } from '../../support/storage-workers.ts';
import type { StorageWorker } from '../../support/storage-workers.ts';

const PROCESSES = 3;
const CODES = 40;

describeSeveralProcesses('SQLite, one file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
  return { url: `sqlite:${join(folder, 'new', 'storage.db')}`, dispose: () => rm(folder, { recursive: true }) };
});

describeSeveralProcesses('Redis', async () => {
  const server = await startRedisServer();
  return { url: server.url, dispose: () => server.stop() };
});

function describeSeveralProcesses(
  name: string,
  prepare: () => Promise<{ readonly url: string; dispose(): Promise<void> }>,
): void {
  describe(`several server processes at once: ${name}`, () => {
    let place: Awaited<ReturnType<typeof prepare>>;
    let workers: StorageWorker[];
    let storage: Storage;

    before(async () => {
      place = await prepare();
      workers = await startStorageWorkers(place.url, PROCESSES); // all of them meet an empty place and make the schema at once
      storage = await openStorage(place.url, { log: createRememberingLog(), clock: Date.now });
    });

    after(async () => {
      await storage.close();
      await place.dispose();
    });

    async function openCodes(): Promise<Fingerprint[]> {
      const codes = Array.from({ length: CODES }, () => someCode(Date.now()));
      for (const code of codes) await storage.deviceCodes.open(code);
      return codes.map(({ key }) => key);
    }

    it('take one decision about each request', async () => {
      const codes = await openCodes();
      const outcomes = await Promise.all(workers.map((worker) => worker.ask({ what: 'decide', keys: codes })));
      for (const n of codes.keys()) {
        expect(outcomes.map((ofWorker) => ofWorker[n]).sort()).to.deep.equal(['already-decided', 'already-decided', 'decided']);
      }
    });

    it('spend each request once', async () => {
      const codes = await openCodes();
      for (const key of codes) await storage.deviceCodes.decide(key, someApproval(Date.now()), Date.now());
      const outcomes = await Promise.all(workers.map((worker) => worker.ask({ what: 'spend', keys: codes })));
      for (const n of codes.keys()) expect(outcomes.filter((ofWorker) => ofWorker[n] === true)).to.have.length(1);
    });

    it('count together', async () => {
      const name = someFingerprint();
      const order = { what: 'count', keys: Array.from({ length: CODES }, () => name), now: Date.now() } as const;
      const counts = (await Promise.all(workers.map((worker) => worker.ask(order)))).flat() as { count: number }[];
      expect(new Set(counts.map(({ count }) => count))).to.have.property('size', PROCESSES * CODES);
    });

    it('agree on a lasting secret', async () => {
      const kept = await Promise.all(workers.map((worker) => worker.ask({ what: 'keep-secret', name: 'signing-keys' })));
      expect(new Set(kept.flat())).to.have.property('size', 1);
    });

    it('end by themselves once closed, having printed nothing: no warning of node:sqlite either', async () => {
      expect(await Promise.all(workers.map((worker) => worker.finish()))).to.deep.equal(['', '', '']);
    });
  });
}
