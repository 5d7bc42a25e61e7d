import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Redis } from 'ioredis';

import { freePort } from './free-port.ts';
import { startRedisProcess } from './redis-process.ts';
import { startRedisServer, untilReplicasFollow } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';

/** One master, two replicas, and three Sentinels of whom two must agree. */
export interface SentinelGroup {
  readonly url: string;
  readonly servers: readonly RedisServer[];
  /** Who is master now, as the Sentinels say. */
  master(): Promise<RedisServer>;
  stop(): Promise<void>;
}

/** How long a master must be silent before a Sentinel counts it as gone. The default of Redis is 30 s. */
export const DOWN_AFTER_MS = 1000;

/** How the group is to be. `durable` as for one server. */
export interface SentinelGroupOptions {
  readonly durable?: boolean;
  /** Where the replicas find the master, if not at its own port. */
  readonly between?: (masterPort: number) => Promise<{ readonly port: number }>;
}

/** Starts the group and waits until everybody knows everybody. */
export async function startSentinelGroup({ durable = false, between }: SentinelGroupOptions = {}): Promise<SentinelGroup> {
  const first = await startRedisServer({ durable });
  const { port: source } = (await between?.(first.port)) ?? first;
  const replicaOf = ['--replicaof', '127.0.0.1', String(source)];
  const others = await Promise.all([1, 2].map(() => startRedisServer({ durable, more: replicaOf })));
  const servers = [first, ...others];
  await untilReplicasFollow(first, others.length); // what a Sentinel sees at its first look it believes for ten seconds
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(first.port)));
  const asked = new Redis({ host: '127.0.0.1', port: sentinels[0]!.port });
  asked.on('error', () => undefined);
  while (!(await everybodyKnown(asked))) await sleep(50);

  return {
    url: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/primary`,
    servers,
    async master() {
      const [, port] = (await asked.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'primary')) as [string, string];
      return servers.find((server) => server.port === Number(port))!;
    },
    async stop() {
      asked.disconnect();
      await Promise.all([...sentinels, ...servers].map((one) => one.stop()));
    },
  };
}

async function startSentinel(watchedPort: number): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  const lines = [
    ...['bind 127.0.0.1', `port ${port}`, `dir ${folder}`],
    `sentinel monitor primary 127.0.0.1 ${watchedPort} 2`,
    `sentinel down-after-milliseconds primary ${DOWN_AFTER_MS}`,
    // After this time a Sentinel also mends replicas that look for their master at another port, as some tests want them to.
    'sentinel failover-timeout primary 20000',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const running = await startRedisProcess([file, '--sentinel'], 'monitor master primary');
  return {
    port,
    async stop() {
      await running.end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function everybodyKnown(sentinel: Redis): Promise<boolean> {
  const told = (await sentinel.call('SENTINEL', 'MASTER', 'primary')) as string[] | Record<string, string>;
  const facts = Array.isArray(told) ? toRecord(told) : told;
  if (facts['num-other-sentinels'] !== '2' || facts['num-slaves'] !== '2') return false;
  const replicas = (await sentinel.call('SENTINEL', 'REPLICAS', 'primary')) as (string[] | Record<string, string>)[];
  return replicas.every((replica) => (Array.isArray(replica) ? toRecord(replica) : replica)['master-link-status'] === 'ok');
}

function toRecord(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1] ?? ''] as const] : [])));
}
