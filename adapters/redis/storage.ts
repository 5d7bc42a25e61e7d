import { later } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Log } from '../../server/ports/log.ts';
import type { Storage } from '../../server/ports/storage.ts';
import { rejectingWithStorageErrors } from '../storage-guard.ts';
import { describeAddress, parseRedisUrl } from './address.ts';
import { connectToRedis, disconnectFromRedis } from './connect.ts';
import { createDeviceCodes } from './device-codes.ts';
import { createCounters, createRecords, createReplays } from './expiring.ts';
import { checkFitness } from './fitness.ts';
import { createGrants } from './grants.ts';
import { keys } from './keys.ts';
import { createSecrets } from './secrets.ts';

/** What the adapter needs. */
export interface RedisStorageDeps {
  readonly url: string;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Storage in Redis: several servers on several machines may share it. What expires does so by Redis's own clock.
 *
 * @throws StorageError if the URL cannot be read, nobody answers there, or it is too old
 */
export async function openRedisStorage({ url, log, clock }: RedisStorageDeps): Promise<Storage> {
  const address = parseRedisUrl(url);
  const client = await connectToRedis(address, log);
  try {
    await checkFitness(client, describeAddress(address), clock, log);
  } catch (error) {
    client.disconnect();
    throw error;
  }

  return {
    deviceCodes: rejectingWithStorageErrors(createDeviceCodes(client)),
    grants: rejectingWithStorageErrors(createGrants(client, log)),
    replays: rejectingWithStorageErrors(createReplays(client)),
    records: rejectingWithStorageErrors(createRecords(client)),
    counters: rejectingWithStorageErrors(createCounters(client)),
    secrets: rejectingWithStorageErrors(createSecrets(client)),
    ...rejectingWithStorageErrors({
      /** Writes: a replica, a full memory and a Redis that cannot save any more all refuse here. */
      async ping() {
        await client.set(keys.ping, '', 'PXAT', later(clock(), 60));
      },
      close: () => disconnectFromRedis(client),
    }),
  };
}
