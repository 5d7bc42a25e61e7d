import { setTimeout as sleep } from 'node:timers/promises';

import { startNetworkBetween } from '../network-between.ts';
import type { NetworkBetween } from '../network-between.ts';
import { startRedisServer } from '../redis-server.ts';
import type { RedisServer, RedisServerOptions } from '../redis-server.ts';
import type { FaultScenario } from './run-fault.ts';

/** A fault of one Redis: what happens to it, and what it was started with. */
interface SingleFault {
  readonly fault: string;
  readonly options?: RedisServerOptions;
  readonly servers?: number;
  readonly happen: (redis: RedisServer) => Promise<void>;
}

const inSeconds = (milliseconds: number): string => `${milliseconds / 1000} s`;

function onOneRedis({ fault, options = { durable: true }, servers = 1, happen }: SingleFault): FaultScenario {
  return {
    place: `Redis, one server, ${options.durable ? 'append-only file' : 'nothing on disk'}`,
    fault,
    countsFrom: 'end',
    servers,
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

/** Killed, and started again by somebody. */
export function killed(downFor: number): FaultScenario {
  return onOneRedis({
    fault: `killed (-9), started again after ${inSeconds(downFor)}`,
    happen: (redis) => crashFor(redis, downFor),
  });
}

/** The same without anything on the disk, and with two server processes that must go on understanding each other. */
export function killedWithoutFile(downFor: number): FaultScenario {
  return onOneRedis({
    fault: `killed (-9), started again after ${inSeconds(downFor)}, empty; two server processes`,
    options: {},
    servers: 2,
    happen: (redis) => crashFor(redis, downFor),
  });
}

/** The process is stopped and goes on later: connections stay open and nothing is answered. */
export function hangs(milliseconds: number): FaultScenario {
  return onOneRedis({
    fault: `hangs for ${inSeconds(milliseconds)}`,
    async happen(redis) {
      redis.pause();
      await sleep(milliseconds);
      redis.resume();
    },
  });
}

/** `maxmemory-policy` is `noeviction`, the default. */
export function memoryFull(milliseconds: number): FaultScenario {
  return onOneRedis({
    fault: `memory full for ${inSeconds(milliseconds)} (noeviction)`,
    async happen({ admin }) {
      await admin.config('SET', 'maxmemory', '1');
      await sleep(milliseconds);
      await admin.config('SET', 'maxmemory', '0');
    },
  });
}

/** Somebody changes the password on one side only. */
export function otherPassword(milliseconds: number): FaultScenario {
  return onOneRedis({
    fault: `another password for ${inSeconds(milliseconds)}, connections closed`,
    options: { durable: true, password: 'the right one' },
    async happen({ admin }) {
      await admin.call('ACL', 'SETUSER', 'default', 'resetpass', '>another one');
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await sleep(milliseconds);
      await admin.call('ACL', 'SETUSER', 'default', 'resetpass', '>the right one');
    },
  });
}

/** A Redis seen through a network that is not what it was. */
function throughNetwork(fault: string, change: (network: NetworkBetween) => Promise<void>): FaultScenario {
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

/** Everything arrives, late. */
export function networkSlow(delay: number, milliseconds: number): FaultScenario {
  return throughNetwork(`network slow for ${inSeconds(milliseconds)}: ${delay} ms each way`, async (network) => {
    network.slow(delay);
    await sleep(milliseconds);
    network.slow(0);
  });
}

/** Nothing arrives, and nobody is told. */
export function networkGone(milliseconds: number): FaultScenario {
  return throughNetwork(`network gone for ${inSeconds(milliseconds)}: nothing arrives`, async (network) => {
    network.cut();
    await sleep(milliseconds);
    network.mend();
  });
}
