import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Environment } from '../../client-cli/environment.ts';
import { createStores } from '../../client-cli/store/stores.ts';
import type { Stores } from '../../client-cli/store/stores.ts';
import type { StoreRecord } from '../../client-cli/store/store-choice.ts';
import type { TokenStore } from '../../client-cli/store/token-store.ts';
import { machineTime } from '../../client-cli/time.ts';

/** A home folder of the console, with the stores of its profiles. */
export interface StoreHome {
  readonly home: string;
  /** What was said about keys that could not be removed. */
  readonly warnings: readonly string[];
  /** The stores of a profile, as a process has them that was just started with these variables. */
  stores(env?: Environment, profile?: string): Stores;
  open(record: StoreRecord, env?: Environment, profile?: string): TokenStore;
  remove(): Promise<void>;
}

/** Makes an empty home folder. */
export async function makeStoreHome(): Promise<StoreHome> {
  const home = await mkdtemp(join(tmpdir(), 'store-'));
  const warnings: string[] = [];
  const stores = (env: Environment = {}, profile = 'default'): Stores =>
    createStores({
      ...{ home, profile, env, time: machineTime, longestWait: 15_000 },
      folder: join(home, 'profiles', profile),
      warn: (sentence) => warnings.push(sentence),
    });
  return {
    home,
    warnings,
    stores,
    open: (record, env, profile) => stores(env, profile).open(record),
    remove: () => rm(home, { recursive: true, force: true }),
  };
}
