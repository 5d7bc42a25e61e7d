import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

import { expect } from 'chai';

import { openStorage } from '../../../adapters/open-storage.ts';
import { StorageError } from '../../../server/ports/storage-error.ts';
import type { Storage } from '../../../server/ports/storage.ts';
import { freePort } from '../../support/free-port.ts';
import { startRedisSentinel, startRedisServer } from '../../support/redis-server.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { createRememberingLog, someCode, someFingerprint } from '../../support/storage-samples.ts';
import type { RememberingLog } from '../../support/storage-samples.ts';

const PASSWORD = 'correct horse battery';

async function failureOf(work: Promise<unknown>): Promise<StorageError> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).to.be.instanceOf(StorageError);
  return outcome as StorageError;
}

describe('a Redis in trouble', () => {
  let server: RedisServer;
  let storage: Storage;
  let log: RememberingLog;
  const happened = (): string[] => log.events.map(({ event }) => event);

  beforeEach(async () => {
    server = await startRedisServer({ password: PASSWORD });
    log = createRememberingLog();
    storage = await openStorage(server.url, { log, clock: Date.now });
  });
  afterEach(async () => {
    await storage.close();
    await server.stop();
  });

  it('that hangs fails requests at the time limit', async () => {
    await server.admin.client('PAUSE', 3000, 'ALL');
    const began = performance.now();
    await failureOf(storage.deviceCodes.poll(someFingerprint(), Date.now()));
    expect(performance.now() - began).to.be.within(1500, 2900);
  });

  it('that cannot be written to fails the ping and every write, and repeats no secret in what it throws', async () => {
    await server.admin.config('SET', 'maxmemory', '1');
    expect(await failureOf(storage.ping())).to.have.property('code', 'storage_failed');
    const failure = await failureOf(storage.secrets.keepFirst('signing-keys', 'the private key'));
    const code = someCode(Date.now());
    await failureOf(storage.deviceCodes.open(code));
    expect(inspect(failure, { depth: null, showHidden: true }))
      .to.include('OOM')
      .and.not.include('the private key');
    await server.admin.config('SET', 'maxmemory', '0');
    expect(await storage.deviceCodes.open(code), 'nothing was kept of the failed one').to.equal('opened');
  });

  it('that lost the scripts is given them again', async () => {
    const code = someCode(Date.now());
    await storage.deviceCodes.open(code);
    await server.admin.script('FLUSH');
    expect(await storage.deviceCodes.poll(code.key, Date.now())).to.include({ kind: 'found' });
  });

  it('is looked over at the start: the admin hears that it may forget or evict', async () => {
    await server.admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const another = await openStorage(server.url, { log, clock: () => Date.now() + 60_000 });
    await another.close();
    expect(happened()).to.include.members(['storage.redis_may_forget', 'storage.redis_may_evict', 'storage.redis_clock_differs']);
  });
});

describe('a Redis that forgot everything', () => {
  let server: RedisServer;
  let log: RememberingLog;
  let storage: Storage;

  beforeEach(async () => {
    server = await startRedisServer();
    log = createRememberingLog();
    storage = await openStorage(server.url, { log, clock: Date.now });
    await storage.secrets.keepFirst('pepper', 'the first');
  });
  afterEach(async () => {
    await storage.close();
    await server.stop();
  });

  it('is given its secrets again by whoever knows them: servers that start later understand the tokens of those before', async () => {
    await server.crash();
    await server.startAgain();
    while ((await server.admin.get('cs:s:pepper')) === null) await sleep(20);
    const another = await openStorage(server.url, { log, clock: Date.now });
    expect(await another.secrets.keepFirst('pepper', 'a second')).to.equal('the first');
    await another.close();
  });

  it('and was given others meanwhile: a server that knows the old ones answers nothing any more, and says why', async () => {
    await server.admin.set('cs:s:pepper', 'of another process');
    await server.admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    while (!log.events.some(({ event }) => event === 'storage.secrets_differ')) await sleep(20);
    const failures = [storage.ping(), storage.deviceCodes.find(someFingerprint())].map(failureOf);
    for (const failure of await Promise.all(failures)) expect(failure).to.have.property('code', 'storage_unfit');
    expect(inspect(log.events, { depth: null }))
      .to.include('pepper')
      .and.not.include('the first')
      .and.not.include('of another process');
  });
});

for (const cluster of [false, true]) {
  describe(`a Redis that goes away (${cluster ? 'Cluster' : 'single'})`, () => {
    it('fails requests soon, is reported once, and is used again when it is back', async () => {
      const server = await startRedisServer({ cluster, durable: true, password: PASSWORD });
      const log = createRememberingLog();
      const storage = await openStorage(server.url, { log, clock: Date.now });
      const happened = (event: string): number => log.events.filter((entry) => entry.event === event).length;

      await server.crash();
      for (let n = 0; n < 4; n++) {
        const began = performance.now();
        const failure = await failureOf(storage.deviceCodes.poll(someFingerprint(), Date.now()));
        expect(failure.code).to.equal('storage_failed');
        expect(performance.now() - began, 'milliseconds until it failed').to.be.below(2500);
      }
      await failureOf(storage.ping());
      expect(happened('storage.connection_lost')).to.equal(1);

      await server.startAgain();
      while (happened('storage.connection_restored') === 0) await sleep(20);
      // A Cluster's node is connected to before it lets anybody write.
      while (
        await storage.ping().then(
          () => false,
          () => true,
        )
      )
        await sleep(50);
      const code = someCode(Date.now());
      expect(await storage.deviceCodes.open(code)).to.equal('opened');
      expect(await storage.deviceCodes.poll(code.key, Date.now())).to.include({ kind: 'found' });
      expect(inspect(log.events, { depth: null })).to.not.include(PASSWORD);

      await storage.close();
      await server.stop();
    });
  });
}

describe('a Redis that cannot be reached at the start', () => {
  const deps = { log: createRememberingLog(), clock: Date.now };

  for (const [form, user] of [
    ['redis', 'someone:hunter2@'],
    ['redis+cluster', ':hunter2@'],
  ] as const) {
    it(`is reported with host and port, a next step and no password (${form})`, async () => {
      const port = await freePort();
      const failure = await failureOf(openStorage(`${form}://${user}127.0.0.1:${port}`, deps));
      expect(failure.code).to.equal('storage_unreachable');
      expect(failure.message).to.include(`127.0.0.1:${port}`).and.include('Check that Redis runs there');
      expect(inspect(failure, { depth: null, showHidden: true })).to.not.include('hunter2');
    });
  }

  for (const cluster of [false, true]) {
    it(`is reported as a refusal if the password is wrong, without repeating it (${cluster ? 'Cluster' : 'single'})`, async () => {
      const server = await startRedisServer({ cluster, password: PASSWORD });
      const failure = await failureOf(openStorage(server.url.replace(/:[^:@]*@/, ':hunter2@'), deps));
      await server.stop();
      expect(failure.message).to.include(`127.0.0.1:${server.port}`).and.include('Check user and password');
      expect(inspect(failure, { depth: null, showHidden: true })).to.not.include('hunter2');
    });
  }

  it('is reported with what it says if it is no Cluster', async () => {
    const server = await startRedisServer();
    const failure = await failureOf(openStorage(server.url.replace('redis:', 'redis+cluster:'), deps));
    await server.stop();
    expect(failure.message).to.include('cluster support disabled');
  });

  it('is reported if the Sentinels know no such group', async () => {
    const server = await startRedisServer();
    const sentinel = await startRedisSentinel(server);
    const failure = await failureOf(openStorage(sentinel.url.replace('/primary', '/nobody'), deps));
    await sentinel.stop();
    await server.stop();
    expect(failure.code).to.equal('storage_unreachable');
  });
});
