import { setTimeout as sleep } from 'node:timers/promises';

import { startNetworkBetween } from '../network-between.ts';
import type { NetworkBetween } from '../network-between.ts';
import { NODE_TIMEOUT_MS, startRedisCluster } from '../redis-cluster.ts';
import { DOWN_AFTER_MS, startSentinelGroup } from '../redis-sentinels.ts';
import { startRedisServer, untilReplicasFollow } from '../redis-server.ts';
import type { RedisServer } from '../redis-server.ts';
import type { FaultScenario } from './run-fault.ts';

const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;
const WAITING = 'wait_replicas=1';

/** Three Sentinels, a master and two replicas; something happens to the master, and nobody helps. */
function onSentinels(fault: string, query: string, happen: (master: RedisServer) => Promise<void> | void): FaultScenario {
  return {
    place: `Redis, three Sentinels (${seconds(DOWN_AFTER_MS)}), two replicas${query && `, \`${query}\``}`,
    fault,
    countsFrom: 'fault',
    async prepare() {
      const group = await startSentinelGroup({ durable: true });
      const master = await group.master();
      return {
        storageUrl: `${group.url}${query && `?${query}`}`,
        happen: async () => happen(master),
        async dispose() {
          master.resume();
          await group.stop();
        },
      };
    },
  };
}

/** Asynchronous replication, as Redis does it by itself. */
export const sentinelMasterKilled = onSentinels('master killed (-9)', '', (master) => master.crash());
export const sentinelMasterKilledWaiting = onSentinels('master killed (-9)', WAITING, (master) => master.crash());
export const sentinelMasterHangs = onSentinels('master hangs and stays so', WAITING, (master) => master.pause());

/** The replicas lag behind, and then the master dies: what the asynchronous replication of Redis loses, and waiting does not. */
function laggingReplicas(query: string): FaultScenario {
  return {
    place: `Redis, three Sentinels (${seconds(DOWN_AFTER_MS)}), two replicas${query && `, \`${query}\``}`,
    fault: 'replicas cut off for 0.6 s, then the master killed (-9)',
    countsFrom: 'fault',
    async prepare() {
      let network: NetworkBetween | undefined;
      const between = async (port: number): Promise<NetworkBetween> => (network = await startNetworkBetween(port));
      const group = await startSentinelGroup({ durable: true, between });
      const master = await group.master();
      return {
        storageUrl: `${group.url}${query && `?${query}`}`,
        async happen() {
          network?.cut();
          await sleep(600);
          await master.crash();
          await network?.stop();
        },
        dispose: () => group.stop(),
      };
    },
  };
}

export const sentinelLagging = laggingReplicas('');
export const sentinelLaggingWaiting = laggingReplicas(WAITING);

/** Six nodes; something happens to one master. `mended` is when somebody brings it back, if it is needed at all. */
function onCluster(
  fault: string,
  query: string,
  happen: (master: RedisServer) => Promise<void> | void,
  bringBack?: (master: RedisServer) => Promise<void>,
): FaultScenario {
  return {
    place: `Redis Cluster, six nodes (${seconds(NODE_TIMEOUT_MS)})${query && `, \`${query}\``}`,
    fault,
    countsFrom: 'fault',
    async prepare() {
      const cluster = await startRedisCluster({ durable: true });
      const [master] = cluster.masters;
      return {
        storageUrl: `${cluster.url}${query && `?${query}`}`,
        async happen() {
          await happen(master);
          await bringBack?.(master);
        },
        async dispose() {
          master.resume();
          await cluster.stop();
        },
      };
    },
  };
}

export const clusterMasterKilled = onCluster('a master killed (-9)', '', (master) => master.crash());

export const clusterMasterHangs = onCluster('a master hangs and stays so', '', (master) => master.pause());

export const clusterMasterKilledWaiting = onCluster(
  'a master killed (-9), back as a replica after 5 s',
  WAITING,
  (master) => master.crash(),
  async (master) => {
    await sleep(5000);
    await master.startAgain();
  },
);

/** One replica, behind a network that can be cut. The master goes on; only what waits for the replica is refused. */
export function replicaCutOff(milliseconds: number): FaultScenario {
  return {
    place: `Redis, one replica, \`${WAITING}\``,
    fault: `replica cut off for ${seconds(milliseconds)}`,
    countsFrom: 'end',
    async prepare() {
      const master = await startRedisServer({ durable: true });
      const network = await startNetworkBetween(master.port);
      const replica = await startRedisServer({ more: ['--replicaof', '127.0.0.1', String(network.port)] });
      await untilReplicasFollow(master, 1);
      return {
        storageUrl: `${master.url}?${WAITING}`,
        async happen() {
          network.cut();
          await sleep(milliseconds);
          network.mend();
        },
        async dispose() {
          await network.stop();
          await Promise.all([master.stop(), replica.stop()]);
        },
      };
    },
  };
}
