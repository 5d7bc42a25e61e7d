import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startRedisServer } from './redis-server.ts';

/** A storage for one suite, empty and its own. */
export interface SuiteStorage {
  readonly url: string;
  remove(): Promise<void>;
}

/** The storages that every black-box suite runs on. */
export const STORAGES: readonly { readonly name: string; readonly open: () => Promise<SuiteStorage> }[] = [
  { name: 'SQLite in memory', open: () => Promise.resolve({ url: 'sqlite::memory:', remove: () => Promise.resolve() }) },
  {
    name: 'Redis',
    async open() {
      const redis = await startRedisServer();
      return { url: redis.url, remove: () => redis.stop() };
    },
  },
];

/** Storages that survive a restart of the server. */
export const LASTING_STORAGES: typeof STORAGES = [
  {
    name: 'a SQLite file',
    async open() {
      const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
      return { url: `sqlite:${join(folder, 'countersign.db')}`, remove: () => rm(folder, { recursive: true, force: true }) };
    },
  },
  ...STORAGES.filter(({ name }) => name === 'Redis'),
];
