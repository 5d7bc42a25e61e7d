import { setTimeout as sleep } from 'node:timers/promises';

import { startNetworkBetween } from '../network-between.ts';
import { startRedisServer } from '../redis-server.ts';
import type { RedisServer, RedisServerOptions } from '../redis-server.ts';
import type { FaultScenario } from './run-fault.ts';

/** A fault of one Redis: what happens to it, and what it was started with. */
interface SingleFault {
  readonly fault: string;
  readonly options?: RedisServerOptions;
  readonly happen: (redis: RedisServer) => Promise<void>;
}

function onOneRedis({ fault, options = { durable: true }, happen }: SingleFault): FaultScenario {
  return {
    place: `Redis, one server, ${options.durable ? 'append-only file' : 'nothing on disk'}`,
    fault,
    countsFrom: 'end',
    async prepare() {
      const redis = await startRedisServer(options);
      return { storageUrl: redis.url, happen: () => happen(redis), dispose: () => redis.stop() };
    },
  };
}

async function crashFor(redis: RedisServer, milliseconds: number): Promise<void> {
  await redis.crash();
  await sleep(milliseconds);
  await redis.startAgain();
}

export const killed = onOneRedis({
  fault: 'killed (-9), started again after 2 s',
  happen: (redis) => crashFor(redis, 2000),
});

export const killedWithoutFile = onOneRedis({
  fault: 'killed (-9), started again after 1 s, empty',
  options: {},
  happen: (redis) => crashFor(redis, 1000),
});

export const paused = onOneRedis({
  fault: 'hangs for 5 s',
  async happen(redis) {
    redis.pause();
    await sleep(5000);
    redis.resume();
  },
});

export const fullMemory = onOneRedis({
  fault: 'memory full for 3 s (noeviction)',
  async happen({ admin }) {
    await admin.config('SET', 'maxmemory', '1');
    await sleep(3000);
    await admin.config('SET', 'maxmemory', '0');
  },
});

export const otherPassword = onOneRedis({
  fault: 'another password for 3 s, connections closed',
  options: { durable: true, password: 'the right one' },
  async happen({ admin }) {
    await admin.call('ACL', 'SETUSER', 'default', 'resetpass', '>another one');
    await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await sleep(3000);
    await admin.call('ACL', 'SETUSER', 'default', 'resetpass', '>the right one');
  },
});

/** The same Redis, seen through a network that is not what it was. */
function throughNetwork(
  fault: string,
  change: (network: Awaited<ReturnType<typeof startNetworkBetween>>) => Promise<void>,
): FaultScenario {
  return {
    place: 'Redis, one server, append-only file',
    fault,
    countsFrom: 'end',
    async prepare() {
      const redis = await startRedisServer({ durable: true });
      const network = await startNetworkBetween(redis.port);
      return {
        storageUrl: `redis://127.0.0.1:${network.port}`,
        happen: () => change(network),
        async dispose() {
          await network.stop();
          await redis.stop();
        },
      };
    },
  };
}

export const slowNetwork = throughNetwork('network slow for 5 s: 150 ms each way', async (network) => {
  network.slow(150);
  await sleep(5000);
  network.slow(0);
});

export const deadNetwork = throughNetwork('network gone for 5 s: nothing arrives', async (network) => {
  network.cut();
  await sleep(5000);
  network.mend();
});
