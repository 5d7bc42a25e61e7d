import { readFile } from 'node:fs/promises';

import { later } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Log } from '../../server/ports/log.ts';
import type { Storage } from '../../server/ports/storage.ts';
import { StorageError } from '../../server/ports/storage-error.ts';
import { countCalls, rejectingWithStorageErrors, withoutBaggage } from '../storage-guard.ts';
import { describeAddress, parseRedisUrl } from './address.ts';
import type { RedisAddress } from './address.ts';
import { awaitReplicas } from './await-replicas.ts';
import type { RedisClient } from './client.ts';
import { createConfirmedSteps } from './confirmed-steps.ts';
import { connectToRedis, disconnectFromRedis, onReady } from './connect.ts';
import { createDeviceCodes } from './device-codes.ts';
import { createDevices } from './devices.ts';
import { createPlainSteps } from './durable-steps.ts';
import { createCounters, createRecords, createReplays } from './expiring.ts';
import { checkFitness } from './fitness.ts';
import { createGrants } from './grants.ts';
import { keys } from './keys.ts';
import { createReunion } from './reunion.ts';
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
  const { client, writer } = await connect(address, log);
  try {
    await checkFitness(client, describeAddress(address), clock, log);
  } catch (error) {
    client.disconnect();
    writer?.disconnect();
    throw error;
  }
  const wish = address.confirmation;
  const steps = wish && writer ? createConfirmedSteps({ client: writer, wish, clock, log }) : createPlainSteps(client);
  if (wish) await awaitReplicas({ client, steps, clock });

  const remembered = createSecrets(client, steps);
  const { onBack, admit } = createReunion(remembered, {
    place: describeAddress(address),
    log,
    isClosed: () => client.status === 'end',
  });
  onReady(client, onBack);

  const calls = countCalls();
  const watched = { calls, admit };
  return {
    deviceCodes: rejectingWithStorageErrors(createDeviceCodes(client, steps), watched),
    grants: rejectingWithStorageErrors(createGrants({ client, steps, clock }), watched),
    devices: rejectingWithStorageErrors(createDevices({ client, steps, clock }), watched),
    replays: rejectingWithStorageErrors(createReplays(client), watched),
    records: rejectingWithStorageErrors(createRecords(client), watched),
    counters: rejectingWithStorageErrors(createCounters(client), watched),
    secrets: rejectingWithStorageErrors(remembered.secrets, watched),
    ...rejectingWithStorageErrors({
      /** Writes: a replica, a full memory and a Redis that cannot save any more all refuse here. */
      async ping() {
        admit();
        await client.set(keys.ping, '', 'PXAT', later(clock(), 60));
      },
      async close() {
        await calls.allSettled(); // a step may take several turns with Redis
        await Promise.all([disconnectFromRedis(client), writer && disconnectFromRedis(writer)]);
      },
    }),
  };
}

/** One client; and where steps wait for replicas, another one for them, so that nobody else waits. */
async function connect(
  address: RedisAddress,
  log: Log,
): Promise<{ readonly client: RedisClient; readonly writer: RedisClient | undefined }> {
  const ca = await readCertificates(address.tlsCaFile);
  const client = await connectToRedis(address, ca, log);
  if (address.confirmation === undefined) return { client, writer: undefined };
  try {
    return { client, writer: await connectToRedis(address, ca, log) };
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

async function readCertificates(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { message } = withoutBaggage(error);
    throw new StorageError('storage_url', `Cannot read the file that "tls_ca" of the storage URL names: ${message}`, {
      cause: error,
    });
  }
}
