import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';

import { openStorage } from '../../../adapters/open-storage.ts';
import { StorageError } from '../../../server/ports/storage-error.ts';
import type { Storage } from '../../../server/ports/storage.ts';
import { startRedisCluster } from '../../support/redis-cluster.ts';
import { startSentinelGroup } from '../../support/redis-sentinels.ts';
import { startRedisServer, untilReplicasFollow } from '../../support/redis-server.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { createRememberingLog, someApproval, someCode, someGrant, someRefreshToken } from '../../support/storage-samples.ts';
import type { RememberingLog } from '../../support/storage-samples.ts';
import { describeStorage } from './describe-storage.ts';

const deps = { log: createRememberingLog(), clock: Date.now };

describeStorage('three Sentinels, a master and two replicas, every lasting step confirmed by one', async () => {
  const group = await startSentinelGroup();
  return { open: () => openStorage(`${group.url}?wait_replicas=1`, deps), dispose: () => group.stop() };
});

describeStorage('a Cluster of six nodes, every lasting step confirmed by the replica of its shard', async () => {
  const cluster = await startRedisCluster();
  return { open: () => openStorage(`${cluster.url}?wait_replicas=1`, deps), dispose: () => cluster.stop() };
});

describe('steps that wait for a replica', () => {
  let master: RedisServer;
  let replica: RedisServer;
  let storage: Storage;
  /** Another server process, that waits for nobody: it sees what the master holds. */
  let witness: Storage;

  beforeEach(async () => {
    master = await startRedisServer();
    replica = await startRedisServer({ more: ['--replicaof', '127.0.0.1', String(master.port)] });
    await untilReplicasFollow(master, 1);
    storage = await openStorage(`${master.url}?wait_replicas=1&wait_timeout=700ms`, deps);
    witness = await openStorage(master.url, deps);
  });
  afterEach(async () => {
    replica.resume();
    await Promise.all([storage.close(), witness.close()]);
    await Promise.all([master.stop(), replica.stop()]);
  });

  const failureOf = async (work: Promise<unknown>): Promise<string> => ((await expectFailure(work)).cause as Error).message;

  /** A request, and a device with one token, all of it confirmed. */
  async function prepare() {
    const now = Date.now();
    const [code, grant] = [someCode(now), someGrant(now)];
    const [first, next] = [someRefreshToken(grant, now), someRefreshToken(grant, now)];
    await storage.deviceCodes.open(code);
    await storage.grants.save(grant);
    await storage.grants.issueRefreshToken(first);
    return { now, code, grant, first, next };
  }

  it('are on the replica when they are answered', async () => {
    const { code, now } = await prepare();
    expect(await storage.deviceCodes.decide(code.key, someApproval(now), now)).to.equal('decided');
    expect(await replica.admin.hget(`cs:d:${code.key}`, 's')).to.equal('approved');
  });

  it('are taken back and fail if it does not confirm them: a code that nobody got tokens for can be spent', async () => {
    const { code, grant, first, next, now } = await prepare();
    await storage.deviceCodes.decide(code.key, someApproval(now), now);
    replica.pause();
    expect(await failureOf(storage.deviceCodes.spend(code.key, now))).to.include('taken back');
    expect(await witness.deviceCodes.find(code.key)).to.have.property('state', 'approved');

    replica.resume();
    expect(await storage.deviceCodes.spend(code.key, now)).to.be.true;
    await storage.grants.rotateRefreshToken(first.key, first.key, next, now);
    expect(await storage.grants.findRefreshToken(grant.id, next.key)).to.include({ standing: 'current', currentKey: next.key });
  });

  it('leave a refresh token as good as it was: one that nobody got takes its place nowhere', async () => {
    const { grant, first, next, now } = await prepare();
    replica.pause();
    expect(await failureOf(storage.grants.rotateRefreshToken(first.key, first.key, next, now))).to.include('taken back');
    expect(await witness.grants.findRefreshToken(grant.id, first.key)).to.include({ standing: 'current', currentKey: first.key });
    replica.resume();
    expect(await storage.grants.rotateRefreshToken(first.key, first.key, next, now)).to.be.true;
  });

  it('leave an ended device as alive as it was', async () => {
    const { grant, first } = await prepare();
    replica.pause();
    expect(await failureOf(storage.grants.end(grant.id))).to.include('taken back');
    expect(await witness.grants.find(grant.id)).to.deep.include({ id: grant.id, accountId: grant.accountId });
    expect(await witness.grants.findRefreshToken(grant.id, first.key)).to.include({ standing: 'current' });
  });

  it('do not begin while it is known to be missing, and go on by themselves when it is back', async () => {
    const { code, now } = await prepare();
    replica.pause();
    const decide = () => storage.deviceCodes.decide(code.key, someApproval(now), now);
    await failureOf(decide());
    expect(await failureOf(decide())).to.include('nothing was begun');
    expect(await storage.deviceCodes.poll(code.key, now), 'polls wait for nobody').to.include({
      kind: 'found',
      state: 'pending',
    });
    replica.resume();
    expect(await decide()).to.equal('decided');
  });

  it('fail together: fifty share one wait', async () => {
    const { now } = await prepare();
    const codes = Array.from({ length: 50 }, () => someCode(now));
    await Promise.all(codes.map((one) => storage.deviceCodes.open(one)));
    replica.pause();
    await master.admin.config('RESETSTAT');
    await Promise.all(codes.map(({ key }) => failureOf(storage.deviceCodes.decide(key, someApproval(now), now))));
    expect(await master.admin.info('commandstats')).to.include('cmdstat_wait:calls=1,');
  });

  it('are not taken back where somebody went on from them', async () => {
    const { code, now } = await prepare();
    replica.pause();
    const failing = failureOf(storage.deviceCodes.decide(code.key, someApproval(now), now));
    while ((await witness.deviceCodes.find(code.key))?.state === 'pending') await sleep(5);
    expect(await witness.deviceCodes.spend(code.key, now)).to.be.true;
    expect(await failing).to.include('may have happened');
    expect(await witness.deviceCodes.find(code.key)).to.have.property('state', 'consumed');
  });
});

describe('a server that starts together with its Redis', () => {
  let master: RedisServer;
  let log: RememberingLog;
  const happened = (): string[] => log.events.map(({ event }) => event);
  const open = (): Promise<Storage> => openStorage(`${master.url}?wait_replicas=1&wait_timeout=100ms`, { log, clock: Date.now });

  beforeEach(async () => {
    master = await startRedisServer();
    log = createRememberingLog();
  });
  afterEach(() => master.stop());

  it('waits for its replicas, and refuses nothing when it has opened', async () => {
    const opening = open();
    while (!happened().includes('storage.replicas_missing')) await sleep(5);
    const replica = await startRedisServer({ more: ['--replicaof', '127.0.0.1', String(master.port)] });
    const storage = await opening;
    expect(await storage.secrets.keepFirst('pepper', 'the first')).to.equal('the first');
    expect(await replica.admin.get('cs:s:pepper')).to.equal('the first');
    expect(happened().filter((event) => event.startsWith('storage.replicas'))).to.deep.equal([
      'storage.replicas_missing',
      'storage.replicas_back',
    ]);
    await storage.close();
    await replica.stop();
  });

  it('opens without them in the end: secrets are there and polls are answered, but nothing is promised', async () => {
    await master.admin.set('cs:s:pepper', 'the first');
    const storage = await open();
    const code = someCode(Date.now());
    expect(await storage.secrets.keepFirst('pepper', 'a second')).to.equal('the first');
    expect(await storage.deviceCodes.open(code)).to.equal('opened');
    expect(await storage.deviceCodes.poll(code.key, Date.now())).to.include({ state: 'pending' });
    await expectFailure(storage.deviceCodes.decide(code.key, someApproval(Date.now()), Date.now()));
    expect(happened().filter((event) => event === 'storage.replicas_missing')).to.have.length(1);
    await storage.close();
  });
});

async function expectFailure(work: Promise<unknown>): Promise<StorageError> {
  const outcome: unknown = await work.catch((error: unknown) => error);
  expect(outcome).to.be.instanceOf(StorageError).with.property('code', 'storage_failed');
  return outcome as StorageError;
}
