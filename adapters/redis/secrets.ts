import type { LastingSecrets } from '../../server/ports/storage.ts';
import type { RedisClient } from './client.ts';
import type { DurableSteps } from './durable-steps.ts';
import { keys } from './keys.ts';

/** Lasting secrets, and what this process remembers of them. */
export interface RememberedSecrets {
  readonly secrets: LastingSecrets;
  /**
   * Puts back what a Redis forgot: with its own secrets this process and every other one go on understanding each other's tokens.
   *
   * @returns the names of those that are kept with another value by now: somebody was quicker, and this process no longer belongs here
   */
  putBack(): Promise<readonly string[]>;
}

/** Lasting secrets in Redis, which never expire. Whoever comes second reads what the first one kept. */
export function createSecrets(client: RedisClient, steps: DurableSteps): RememberedSecrets {
  const remembered = new Map<string, string>();
  const remember = (name: string, value: string): string => {
    remembered.set(name, value);
    return value;
  };

  /** Looks before it writes: a server must be able to start while Redis takes no writes, its memory being full or its replicas away. */
  async function keepFirst(name: string, value: string): Promise<string> {
    const key = keys.secret(name);
    const found = await client.get(key);
    if (found !== null) return found;
    const kept = await steps.write(key, (writer) => writer.set(key, value, 'NX'));
    if (kept === 'OK') return value;
    const first = await client.get(key);
    if (first === null) throw new Error('a lasting secret vanished while it was read'); // evicted, or removed by hand
    return first;
  }

  return {
    secrets: {
      keepFirst: async (name, value) => remember(name, await keepFirst(name, value)),
      async read(name) {
        const value = await client.get(keys.secret(name));
        return value === null ? undefined : remember(name, value);
      },
    },
    async putBack() {
      const others: string[] = [];
      for (const [name, value] of remembered) if ((await keepFirst(name, value)) !== value) others.push(name);
      return others;
    },
  };
}
