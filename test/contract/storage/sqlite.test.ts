import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openStorage } from '../../../adapters/open-storage.ts';
import { createRememberingLog } from '../../support/storage-samples.ts';
import { describeStorage } from './describe-storage.ts';

const deps = { log: createRememberingLog(), clock: Date.now };

describeStorage('SQLite in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
  return {
    open: () => openStorage(`sqlite:${join(folder, 'storage.db')}`, deps),
    dispose: () => rm(folder, { recursive: true }),
  };
});

// A database in memory has one connection: nobody else can see it.
describeStorage('SQLite in memory', async () => {
  const only = await openStorage('sqlite::memory:', deps);
  return {
    open: () => Promise.resolve({ ...only, close: () => Promise.resolve() }),
    dispose: () => only.close(),
  };
});
