import { randomBytes } from 'node:crypto';

import { expect } from 'chai';

import { parseRedisUrl } from '../../../adapters/redis/address.ts';
import { createClient } from '../../../adapters/redis/client.ts';
import { openStorage } from '../../../adapters/open-storage.ts';
import type { Storage } from '../../../server/ports/storage.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { createRememberingLog } from '../../support/storage-samples.ts';

describe('a person with a very long list of devices, on Redis', () => {
  let redis: RedisServer;
  let storage: Storage;

  before(async () => {
    redis = await startRedisServer();
    storage = await openStorage(redis.url, { log: createRememberingLog(), clock: Date.now });
  });
  after(async () => {
    await storage.close();
    await redis.stop();
  });

  const device = (accountId: string) => ({ id: randomBytes(8).toString('hex'), accountId, clientId: 'console' });
  const place = (accountId: string, awaitedUntil: number) => ({
    device: { ...device(accountId), awaitedUntil },
    overAt: Date.now() + 1e9,
  });

  async function fill(accountId: string, count: number, awaitedUntil: number): Promise<void> {
    const text = JSON.stringify({ c: 'console', w: awaitedUntil });
    for (let at = 0; at < count; at += 1000) {
      await redis.admin.hset(`cs:a:${accountId}`, ...Array.from({ length: 1000 }, (_, n) => [`old-${at + n}`, text]).flat());
    }
    await redis.admin.expire(`cs:a:${accountId}`, 3600);
  }

  it('still connects the next one, and is cleared of places nobody came for, a part at a time', async () => {
    const now = Date.now();
    await fill('eve', 60_000, now - 1000);
    const next = place('eve', now + 60_000);
    expect(await storage.devices.keepPlace({ ...next, max: 5 }, now)).to.equal(true);
    const left = await redis.admin.hlen('cs:a:eve');
    expect(left).to.be.lessThan(60_000);
    expect(await storage.devices.connect(next.device, 5)).to.equal('connected');
    expect(await redis.admin.hlen('cs:a:eve')).to.be.lessThan(left);
  }).timeout(20_000);

  it('counts the places that are awaited', async () => {
    const now = Date.now();
    for (let times = 0; times < 3; times += 1)
      expect(await storage.devices.keepPlace({ ...place('mallory', now + 60_000), max: 3 }, now)).to.equal(true);
    expect(await storage.devices.keepPlace({ ...place('mallory', now + 60_000), max: 3 }, now)).to.equal(false);
  });

  it('keeps all of it when a step is taken back: Lua unpacks no more than some thousand values', async () => {
    await fill('trent', 6_000, Date.now() + 60_000);
    const client = createClient(parseRedisUrl(redis.url));
    await client.connect();
    const hash = Object.entries(await client.hgetall('cs:a:trent')).flat();
    const before = hash.slice(0, -2);
    expect(await client.csTakeBack('cs:a:trent', 60_000, hash.length, ...hash, ...before)).to.equal(1);
    expect(await client.hlen('cs:a:trent')).to.equal(5_999);
    await client.quit();
  });

  it('lies in a slot that no name of a person can choose', async () => {
    const now = Date.now();
    await storage.devices.keepPlace(place('x{y}z', now + 60_000), now);
    expect(await redis.admin.exists('cs:a:x%7By%7Dz')).to.equal(1);
  });
});
