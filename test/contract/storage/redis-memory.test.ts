import { expect } from 'chai';

import { openStorage } from '../../../adapters/open-storage.ts';
import type { Storage } from '../../../server/ports/storage.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { createRememberingLog, someApproval, someCode, someGrant, someRefreshToken } from '../../support/storage-samples.ts';

/** What a typical pending code may cost, all keys together: a million of them fit in 1 GB with room to spare. */
const PENDING_CODE_BYTES = 700;

describe('memory in Redis', () => {
  let server: RedisServer;
  let storage: Storage;

  before(async () => {
    server = await startRedisServer();
    storage = await openStorage(server.url, { log: createRememberingLog(), clock: Date.now });
  });
  beforeEach(() => server.admin.flushall());
  after(async () => {
    await storage.close();
    await server.stop();
  });

  async function bytesOfEverything(): Promise<number> {
    const all = await server.admin.keys('*');
    const sizes = await Promise.all(all.map((key) => server.admin.memory('USAGE', key, 'SAMPLES', 0)));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }

  it(`of a pending code with all its keys is below ${PENDING_CODE_BYTES} bytes`, async () => {
    const code = someCode(Date.now());
    await storage.deviceCodes.open(code);
    await storage.deviceCodes.poll(code.key, Date.now());
    expect(await server.admin.keys('*')).to.have.length(2);
    expect(await bytesOfEverything()).to.be.below(PENDING_CODE_BYTES);
  });

  it('expires with every key, and nothing is left for ever but lasting secrets', async () => {
    const now = Date.now();
    const code = someCode(now);
    const grant = someGrant(now);
    const [first, second, third] = [1, 2, 3].map(() => someRefreshToken(grant, now));
    await storage.deviceCodes.open(code);
    await storage.deviceCodes.poll(code.key, now);
    await storage.deviceCodes.decide(code.key, someApproval(now), now);
    await storage.deviceCodes.spend(code.key, now);
    await storage.grants.save(grant);
    await storage.grants.issueRefreshToken(first!);
    await storage.grants.rotateRefreshToken(first!.key, first!.key, second!, now);
    await storage.grants.rotateRefreshToken(first!.key, second!.key, third!, now);
    await storage.replays.claim(code.key, now + 60_000);
    await storage.records.save('Session', code.key, {}, now + 60_000);
    await storage.counters.increment(code.key, 60, now);
    await storage.secrets.keepFirst('pepper', 'value');
    await storage.ping();

    const lasting: string[] = [];
    for (const key of await server.admin.keys('*')) if ((await server.admin.pttl(key)) < 0) lasting.push(key);
    expect(lasting).to.deep.equal(['cs:s:pepper']);
  });

  it('of a device is one key, however often it refreshed, and given back when its grant ends', async () => {
    const now = Date.now();
    const grant = someGrant(now);
    let token = someRefreshToken(grant, now);
    await storage.grants.save(grant);
    await storage.grants.issueRefreshToken(token);
    const sizes: number[] = [];
    for (let n = 0; n < 50; n++) {
      const next = someRefreshToken(grant, now);
      await storage.grants.rotateRefreshToken(token.key, token.key, next, now);
      sizes.push(await bytesOfEverything());
      token = next;
    }
    expect(await server.admin.keys('*')).to.deep.equal([`cs:g:${grant.id}`]);
    expect(Math.max(...sizes) - Math.min(...sizes), 'no more than the allocator rounds').to.be.below(100);
    await storage.grants.end(grant.id);
    expect(await server.admin.keys('*')).to.deep.equal([]);
  });
});
