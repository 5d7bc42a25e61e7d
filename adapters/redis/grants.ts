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
    async save({ id, accountId, clientId, payload, keepUntil, device: { name = '', ...device } }) {
      const [payloadText, deviceText] = [JSON.stringify(payload), JSON.stringify(device)];
      await steps.run('csSaveGrant', keys.grant(id), keepUntil, accountId, clientId, payloadText, deviceText, name);
    },

    find: async (id) => readGrant(id, await readHash(client, keys.grant(id), ...GRANT_FIELDS)),

    async end(id) {
      const accountId = await steps.run('csEndGrant', keys.grant(id), '');
      // A place that leads to no grant does no harm: whoever meets it clears it away.
      if (accountId !== '') await client.hdel(keys.places(accountId), id).catch(() => 0);
      return accountId !== '';
    },

    async issueRefreshToken({ key, grantId, payload, expiresAt, from }) {
      return (await steps.run('csIssue', keys.grant(grantId), key, JSON.stringify(payload), expiresAt, from)) === 1;
    },

    async findRefreshToken(grantId, key) {
      return readPresented(grantId, key, await readHash(client, keys.grant(grantId), ...LINE_FIELDS), clock());
    },

    async rotateRefreshToken(presented, currentKey, { key, grantId, payload, expiresAt, from }, now) {
      const next = [key, JSON.stringify(payload), expiresAt, from] as const;
      return (await steps.run('csRotate', keys.grant(grantId), presented, currentKey, ...next, now)) === 1;
    },
  };
}
