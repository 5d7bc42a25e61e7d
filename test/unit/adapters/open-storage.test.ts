import { inspect } from 'node:util';

import { expect } from 'chai';

import { openStorage } from '../../../adapters/open-storage.ts';
import { StorageError } from '../../../server/ports/storage-error.ts';
import { createRememberingLog } from '../../support/storage-samples.ts';

const deps = { log: createRememberingLog(), clock: Date.now };

async function refusalOf(url: string): Promise<StorageError> {
  const outcome: unknown = await openStorage(url, deps).catch((error: unknown) => error);
  expect(outcome).to.be.instanceOf(StorageError);
  return outcome as StorageError;
}

describe('openStorage: storage by URL', () => {
  it('opens SQLite in memory', async () => {
    const storage = await openStorage('sqlite::memory:', deps);
    await storage.ping();
    await storage.close();
  });

  it('rejects everything after it was closed, and may be closed twice', async () => {
    const storage = await openStorage('sqlite::memory:', deps);
    await storage.close();
    await storage.close();
    expect(await storage.ping().catch((error: unknown) => error)).to.include({ code: 'storage_failed' });
  });

  for (const [url, says] of [
    ['postgres://user:hunter2@db/x', 'kind "postgres:" is unknown'],
    ['./data/hunter2.db', 'is no URL'],
    ['', 'is no URL'],
    ['sqlite:', 'lacks the path'],
    ['redis:///hunter2', 'right form'],
    ['redis://u:hunter2@host:port', 'HOST:PORT'],
  ] as const) {
    it(`refuses "${url}" with a sentence that says what would be right and repeats no secret`, async () => {
      const refusal = await refusalOf(url);
      expect(refusal.code).to.equal('storage_url');
      expect(refusal.message).to.include(says);
      expect(refusal.message).to.match(/(sqlite|redis):/);
      expect(inspect(refusal, { depth: null, showHidden: true })).to.not.include('hunter2');
    });
  }
});
