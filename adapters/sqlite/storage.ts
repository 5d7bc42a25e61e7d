import { setImmediate as nextTurn } from 'node:timers/promises';

import { later } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Log } from '../../server/ports/log.ts';
import type { Storage } from '../../server/ports/storage.ts';
import { rejectingWithStorageErrors } from '../storage-guard.ts';
import { closeDatabase, openDatabase } from './database.ts';
import type { Database } from './database.ts';
import { createDeviceCodes } from './device-codes.ts';
import { createDevices } from './devices.ts';
import { createCounters, createRecords, createReplays } from './expiring.ts';
import { createGrants } from './grants.ts';
import { createSecrets } from './secrets.ts';
import { startSweep } from './sweep.ts';
import { write } from './transactions.ts';

/** What the adapter needs. */
export interface SqliteStorageDeps {
  /** The file, or `:memory:`. */
  readonly path: string;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Storage in one SQLite file: nothing to install, several processes of one machine may share it.
 *
 * @throws StorageError if the file cannot be opened or is not ours
 */
export function openSqliteStorage({ path, log, clock }: SqliteStorageDeps): Storage {
  const database = openDatabase(path, log);
  const stopSweep = startSweep(database.quick, clock, log);

  return {
    deviceCodes: rejectingWithStorageErrors(createDeviceCodes(database, clock)),
    grants: rejectingWithStorageErrors(createGrants(database, clock)),
    devices: rejectingWithStorageErrors(createDevices(database, clock)),
    replays: rejectingWithStorageErrors(createReplays(database, clock)),
    records: rejectingWithStorageErrors(createRecords(database, clock)),
    counters: rejectingWithStorageErrors(createCounters(database)),
    secrets: rejectingWithStorageErrors(createSecrets(database)),
    ...rejectingWithStorageErrors({
      ping: createPing(database, clock),
      async close() {
        stopSweep();
        await nextTurn(); // what was to be written in this one
        closeDatabase(database);
      },
    }),
  };
}

/** Writes a row: a full disk, a read-only file and a lock that is never let go of all show up here. */
function createPing({ quick }: Database, clock: Clock): () => Promise<void> {
  const ping = quick.prepare(`INSERT OR REPLACE INTO records (kind, key, value, expires_at) VALUES ('ping', 'ping', '{}', ?)`);
  return () => write(quick, () => void ping.run(later(clock(), 60)));
}
