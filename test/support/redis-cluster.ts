import { setTimeout as sleep } from 'node:timers/promises';

import { keySlot } from '../../adapters/redis/key-slot.ts';
import { freePort } from './free-port.ts';
import { startRedisServer, untilReplicasFollow } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';

/** Six nodes: three masters that share the slots, and a replica of each. */
export interface RedisCluster {
  readonly url: string;
  readonly masters: readonly [RedisServer, RedisServer, RedisServer];
  readonly replicas: readonly [RedisServer, RedisServer, RedisServer];
  stop(): Promise<void>;
}

/** How long a node must be silent before the others count it as gone. The default of Redis is 15 s. */
export const NODE_TIMEOUT_MS = 1000;

const SLOTS = [
  [0, 5460],
  [5461, 10922],
  [10923, 16383],
] as const;

/** Starts the nodes, introduces them to each other, and waits until each of them says that all is well. */
export async function startRedisCluster({ durable = false } = {}): Promise<RedisCluster> {
  const nodes = await Promise.all([1, 2, 3, 4, 5, 6].map(() => startNode(durable)));
  const [one, two, three, four, five, six] = nodes as [Node, Node, Node, Node, Node, Node];
  const masters = [one, two, three] as const;
  const replicas = [four, five, six] as const;

  for (const [at, node] of nodes.entries()) await node.admin.call('CLUSTER', 'SET-CONFIG-EPOCH', at + 1);
  for (const [at, [from, to]] of SLOTS.entries()) await masters[at]!.admin.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
  for (const node of nodes.slice(1)) await one.admin.call('CLUSTER', 'MEET', '127.0.0.1', node.port, node.busPort);
  await untilAll(nodes, async ({ admin }) => (await admin.cluster('INFO')).includes('cluster_known_nodes:6'));
  for (const [at, replica] of replicas.entries()) {
    const master = (await masters[at]!.admin.call('CLUSTER', 'MYID')) as string;
    await retry(() => replica.admin.call('CLUSTER', 'REPLICATE', master));
  }
  await untilAll(nodes, async ({ admin }) => (await admin.cluster('INFO')).includes('cluster_state:ok'));
  await untilAll(replicas, async ({ admin }) => (await admin.info('replication')).includes('master_link_status:up'));
  for (const [at, [from, to]] of SLOTS.entries()) await untilReplicasFollow(masters[at]!, 1, keyBetween(from, to));

  return {
    url: `redis+cluster://${masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    masters,
    replicas,
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

interface Node extends RedisServer {
  readonly busPort: number;
}

async function startNode(durable: boolean): Promise<Node> {
  const busPort = await freePort();
  const node = await startRedisServer({
    durable,
    more: [
      ...['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1', '--cluster-port', String(busPort)],
      ...['--cluster-node-timeout', String(NODE_TIMEOUT_MS)],
    ],
  });
  return { ...node, busPort };
}

function keyBetween(from: number, to: number): string {
  for (let n = 0; ; n += 1) if (keySlot(String(n)) >= from && keySlot(String(n)) <= to) return String(n);
}

async function untilAll<Item>(items: readonly Item[], isSo: (item: Item) => Promise<boolean>): Promise<void> {
  for (const item of items) while (!(await isSo(item))) await sleep(50);
}

/** A node that has just been met is not known well enough to follow it. */
async function retry(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === 40) throw error;
      await sleep(50);
    }
  }
}
