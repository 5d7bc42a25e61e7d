import { later } from '../../server/domain/units.ts';
import type { Counters, ExpiringRecords, Replays } from '../../server/ports/storage.ts';
import type { RedisClient } from './client.ts';
import { keys } from './keys.ts';

/** Claims in Redis: SET … NX is the claim. */
export function createReplays(client: RedisClient): Replays {
  return {
    claim: async (key, until) => (await client.set(keys.replay(key), '', 'PXAT', until, 'NX')) === 'OK',
  };
}

/** Small records in Redis. */
export function createRecords(client: RedisClient): ExpiringRecords {
  return {
    async save(kind, key, value, expiresAt) {
      await client.set(keys.record(kind, key), JSON.stringify(value), 'PXAT', expiresAt);
    },
    async find(kind, key) {
      const value = await client.get(keys.record(kind, key));
      return value === null ? undefined : (JSON.parse(value) as Readonly<Record<string, unknown>>);
    },
    async remove(kind, key) {
      await client.del(keys.record(kind, key));
    },
  };
}

/** Counters in Redis: one script counts, or begins the next window. */
export function createCounters(client: RedisClient): Counters {
  return {
    async increment(name, window, now) {
      const [count, until] = await client.csCount(keys.counter(name), now, later(now, window));
      return { count, until: Number(until) };
    },
    async giveBack(name, now) {
      await client.csGiveBack(keys.counter(name), now);
    },
  };
}
