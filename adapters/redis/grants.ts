import type { Clock } from '../../server/ports/clock.ts';
import type { Grants } from '../../server/ports/grants.ts';
import type { RedisClient } from './client.ts';
import type { DurableSteps } from './durable-steps.ts';
import { GRANT_FIELDS, LINE_FIELDS, readGrant, readPresented } from './grant-fields.ts';
import { keys } from './keys.ts';
import { readHash } from './read-hash.ts';

/** What keeping grants needs. */
export interface GrantsDeps {
  readonly client: RedisClient;
  readonly steps: DurableSteps;
  readonly clock: Clock;
}

/**
 * Grants with their refresh tokens in Redis: one hash per grant, read in one go and changed by one script at a time. As durable as Redis is
 * set up to be: see `fitness.ts`.
 */
export function createGrants({ client, steps, clock }: GrantsDeps): Grants {
  return {
    async save({ id, accountId, clientId, payload, keepUntil }) {
      await steps.run('csSaveGrant', keys.grant(id), keepUntil, accountId, clientId, JSON.stringify(payload));
    },

    find: async (id) => readGrant(id, await readHash(client, keys.grant(id), ...GRANT_FIELDS)),

    end: async (id) => (await steps.run('csEndGrant', keys.grant(id))) === 1,

    async issueRefreshToken({ key, grantId, payload, expiresAt }) {
      return (await steps.run('csIssue', keys.grant(grantId), key, JSON.stringify(payload), expiresAt)) === 1;
    },

    async findRefreshToken(grantId, key) {
      return readPresented(grantId, key, await readHash(client, keys.grant(grantId), ...LINE_FIELDS), clock());
    },

    async rotateRefreshToken(presented, currentKey, { key, grantId, payload, expiresAt }, now) {
      const next = [key, JSON.stringify(payload), expiresAt] as const;
      return (await steps.run('csRotate', keys.grant(grantId), presented, currentKey, ...next, now)) === 1;
    },
  };
}
