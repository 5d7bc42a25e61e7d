import { Cluster } from 'ioredis';

import type { AwaitedDevice, PairedDevice } from '../../server/domain/device.ts';
import { byLastUse } from '../../server/domain/device-limit.ts';
import type { Instant } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Devices, OwnedDevice } from '../../server/ports/devices.ts';
import type { RedisClient } from './client.ts';
import { DEVICE_FIELDS, readDevice } from './device-hash.ts';
import type { DurableSteps } from './durable-steps.ts';
import { keys } from './keys.ts';
import { readHash } from './read-hash.ts';

/** A place as it is kept: see `device-scripts.ts`. */
interface Place {
  readonly c: string;
  readonly n?: string;
  readonly w?: Instant;
}

/** A person's list, and which of its places lead nowhere. */
interface Looked {
  readonly paired: readonly PairedDevice[];
  readonly awaited: readonly AwaitedDevice[];
  readonly gone: readonly string[];
}

/** What keeping devices needs. */
export interface DevicesDeps {
  readonly client: RedisClient;
  readonly steps: DurableSteps;
  readonly clock: Clock;
}

/** How many places one step clears away: they are arguments of a script. Whoever comes next clears the others. */
const MOST_CLEARED = 500;

/** How many keys Redis looks at in one turn of a scan. */
const SCAN_COUNT = 500;

/**
 * Devices in Redis: one list per person, beside the grants. Lists and grants may lie on different nodes of a Cluster, so no step sees both; the order of steps
 * makes up for it. A grant is kept before its device is connected, and ended before its place is given up: so a device that can get tokens is always on its
 * person's list, and a place whose grant is gone is cleared away by the next who looks.
 */
export function createDevices({ client, steps, clock }: DevicesDeps): Devices {
  const find = async (id: string): Promise<PairedDevice | undefined> =>
    readDevice(id, await readHash(client, keys.grant(id), ...DEVICE_FIELDS));

  const endGrant = async ({ id, accountId }: OwnedDevice): Promise<boolean> =>
    (await steps.run('csEndGrant', keys.grant(id), accountId)) !== '';

  async function look(accountId: string): Promise<Looked> {
    const now = clock();
    const places = Object.entries(await client.hgetall(keys.places(accountId)));
    const seen = await Promise.all(
      places.map(async ([id, text]) => {
        const { c: clientId, n: name, w: awaitedUntil } = JSON.parse(text) as Place;
        if (awaitedUntil === undefined) return { id, paired: await find(id) };
        const device = { id, accountId, clientId, ...(name === undefined ? {} : { name }), awaitedUntil };
        return awaitedUntil > now ? { id, awaited: device } : { id };
      }),
    );
    return {
      paired: seen.flatMap(({ paired }) => paired ?? []).sort(byLastUse),
      awaited: seen.flatMap(({ awaited }) => awaited ?? []),
      gone: seen.filter(({ paired, awaited }) => !paired && !awaited).map(({ id }) => id),
    };
  }

  /** Which places to clear away before they are counted. Where nothing is counted, nobody has to look. */
  async function goneBefore(accountId: string, max: number): Promise<readonly string[]> {
    return max < 0 ? [] : (await look(accountId)).gone.slice(0, MOST_CLEARED);
  }

  return {
    async keepPlace({ device, overAt, max = -1 }, now) {
      const { id, accountId, clientId, name, awaitedUntil } = device;
      const gone = await goneBefore(accountId, max);
      const place: Place = { c: clientId, ...(name === undefined ? {} : { n: name }), w: awaitedUntil };
      const list = keys.places(accountId);
      return (await steps.run('csKeepPlace', list, now, overAt, id, clientId, max, JSON.stringify(place), ...gone)) === 1;
    },

    async connect({ id, accountId, clientId }, max = -1) {
      const gone = (await goneBefore(accountId, max)).filter((other) => other !== id);
      const place: Place = { c: clientId };
      return steps.run('csConnect', keys.places(accountId), id, clientId, max, JSON.stringify(place), ...gone);
    },

    async listOf(accountId) {
      const { paired, awaited } = await look(accountId);
      return { paired, awaited };
    },

    find,

    rename: async ({ id, accountId }, name) => (await steps.run('csRename', keys.grant(id), accountId, name)) === 1,

    async end(device) {
      const { id, accountId } = device;
      const wasPaired = await endGrant(device);
      const place = await steps.run('csLeave', keys.places(accountId), id, clock());
      if (!wasPaired && place === 'paired') return endGrant(device); // it was connected in between
      return wasPaired || place === 'awaited';
    },

    async search(isWanted) {
      const wanted = new Map<string, PairedDevice>(); // a scan may meet a key twice
      for (const node of client instanceof Cluster ? client.nodes('master') : [client]) {
        if (node.status === 'wait') await node.connect();
        for await (const found of node.scanStream({ match: keys.grant('*'), count: SCAN_COUNT }) as AsyncIterable<string[]>) {
          const devices = await Promise.all(found.map((key) => find(key.slice(keys.grant('').length))));
          for (const device of devices) if (device && isWanted(device)) wanted.set(device.id, device);
        }
      }
      return [...wanted.values()].sort(byLastUse);
    },
  };
}
