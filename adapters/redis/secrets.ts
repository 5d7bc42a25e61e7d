import type { LastingSecrets } from '../../server/ports/storage.ts';
import type { RedisClient } from './client.ts';
import type { DurableSteps } from './durable-steps.ts';
import { keys } from './keys.ts';

/** Lasting secrets in Redis, which never expire. Whoever comes second reads what the first one kept. */
export function createSecrets(client: RedisClient, steps: DurableSteps): LastingSecrets {
  return {
    async keepFirst(name, value) {
      const key = keys.secret(name);
      const kept = await steps.write(key, (writer) => writer.set(key, value, 'NX'));
      if (kept === 'OK') return value;
      const first = await client.get(keys.secret(name));
      if (first === null) throw new Error('a lasting secret vanished while it was read'); // evicted, or removed by hand
      return first;
    },
    read: async (name) => (await client.get(keys.secret(name))) ?? undefined,
  };
}
