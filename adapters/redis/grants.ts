import type { Log } from '../../server/ports/log.ts';
import type { Grants, NewRefreshToken, StoredGrant } from '../../server/ports/grants.ts';
import { withoutBaggage } from '../storage-guard.ts';
import type { RedisClient } from './client.ts';
import type { DurableSteps } from './durable-steps.ts';
import { keys } from './keys.ts';
import { readHash } from './read-hash.ts';
import { createFindRefreshToken } from './refresh-tokens.ts';

/** What keeping grants needs. */
export interface GrantsDeps {
  readonly client: RedisClient;
  readonly steps: DurableSteps;
  readonly log: Log;
}

/**
 * Grants with their refresh tokens in Redis: one hash per grant, changed by one script at a time, and a small pointer per token. As durable
 * as Redis is set up to be: see `fitness.ts`.
 */
export function createGrants({ client, steps, log }: GrantsDeps): Grants {
  /** The pointer, before the line: a token that is good must be found. A pointer whose token never came to be is known to nobody. */
  async function point({ key, grantId, expiresAt }: NewRefreshToken): Promise<void> {
    const pointer = keys.refreshToken(key);
    await steps.write(pointer, (writer) => writer.set(pointer, grantId, 'PXAT', expiresAt));
  }

  /** Clears up what is harmless but useless. The step before it is done and counts, so a failure here is no failure of the caller's. */
  async function clearUp(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn('storage.left_behind', { reason: withoutBaggage(error).message });
    }
  }

  return {
    async save({ id, accountId, clientId, payload, keepUntil }) {
      await steps.run('csSaveGrant', keys.grant(id), keepUntil, accountId, clientId, JSON.stringify(payload));
    },

    async find(id) {
      const { k: keepUntil, a: accountId, c: clientId, p: payload } = await readHash(client, keys.grant(id), 'k', 'a', 'c', 'p');
      if (keepUntil === undefined || accountId === undefined || clientId === undefined || payload === undefined) return undefined;
      return { id, accountId, clientId, payload: JSON.parse(payload) as StoredGrant['payload'], keepUntil: Number(keepUntil) };
    },

    end: async (id) => (await steps.run('csEndGrant', keys.grant(id))) === 1,

    async issueRefreshToken(token) {
      await point(token);
      const issued = await steps.run(
        'csIssue',
        keys.grant(token.grantId),
        token.key,
        JSON.stringify(token.payload),
        token.expiresAt,
      );
      if (issued === 0) await clearUp(() => client.del(keys.refreshToken(token.key)));
      return issued === 1;
    },

    findRefreshToken: createFindRefreshToken(client),

    async rotateRefreshToken(presented, currentKey, next, now) {
      const grant = keys.grant(next.grantId);
      await point(next);
      const rotated = await steps.run(
        'csRotate',
        grant,
        presented,
        currentKey,
        next.key,
        JSON.stringify(next.payload),
        next.expiresAt,
        now,
      );
      if (rotated === 0) await clearUp(() => client.del(keys.refreshToken(next.key)));
      return rotated === 1;
    },
  };
}
