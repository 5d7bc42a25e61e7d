import { expect } from 'chai';

import { parseRedisUrl } from '../../../adapters/redis/address.ts';
import type { RedisClient } from '../../../adapters/redis/client.ts';
import { connectToRedis, disconnectFromRedis } from '../../../adapters/redis/connect.ts';
import { createGrants } from '../../../adapters/redis/grants.ts';
import { createFindRefreshToken } from '../../../adapters/redis/refresh-tokens.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { createRememberingLog, someGrant, someRefreshToken } from '../../support/storage-samples.ts';

/** The client as it is, except that something happens right before a certain command is sent: a race that is won every time. */
function interruptedBefore(command: 'hmget' | 'del' | 'hdel', client: RedisClient, happens: () => Promise<void>): RedisClient {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const method = value.bind(target) as (...args: unknown[]) => Promise<unknown>;
      if (name !== command) return method;
      return async (...args: unknown[]) => {
        await happens();
        return method(...args);
      };
    },
  });
}

describe('a lost answer in Redis, where pointer and line are two keys', () => {
  const now = Date.now();
  const log = createRememberingLog();
  let server: RedisServer;
  let client: RedisClient;

  before(async () => {
    server = await startRedisServer();
    client = await connectToRedis(parseRedisUrl(server.url), log);
  });
  after(async () => {
    await disconnectFromRedis(client);
    await server.stop();
  });

  /** A line whose second token was answered into the void. */
  async function loseAnAnswer() {
    const grants = createGrants(client, log);
    const grant = someGrant(now);
    const [first, lost, found] = [1, 2, 3].map(() => someRefreshToken(grant, now)) as [Token, Token, Token];
    await grants.save(grant);
    await grants.issueRefreshToken(first);
    await grants.rotateRefreshToken(first.key, first.key, lost, now);
    return { grants, first, lost, found };
  }
  type Token = ReturnType<typeof someRefreshToken>;

  it('shows the lost token as unknown to one who read its pointer before and its line after the clearing up', async () => {
    const { grants, first, lost, found } = await loseAnAnswer();
    const find = createFindRefreshToken(
      interruptedBefore('hmget', client, async () => {
        await grants.rotateRefreshToken(first.key, lost.key, found, now);
      }),
    );
    expect(await find(lost.key)).to.equal(undefined);
  });

  for (const [step, command] of [
    ['removing its pointer', 'del'],
    ['removing the note', 'hdel'],
  ] as const) {
    it(`has rotated, and the lost token is unknown, if the process breaks before ${step}`, async () => {
      const { grants, first, lost, found } = await loseAnAnswer();
      const breaking = createGrants(
        interruptedBefore(command, client, () => Promise.reject(new Error('broken off'))),
        log,
      );
      expect(await breaking.rotateRefreshToken(first.key, lost.key, found, now)).to.equal(true);
      expect(log.events).to.deep.include({ event: 'storage.left_behind', fields: { reason: 'broken off' } });
      expect(await grants.findRefreshToken(lost.key)).to.equal(undefined);
      expect(await grants.findRefreshToken(found.key)).to.have.property('standing', 'current');
    });
  }
});
