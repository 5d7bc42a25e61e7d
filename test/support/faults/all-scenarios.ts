import {
  clusterMasterHangs,
  clusterMasterKilled,
  clusterMasterKilledWaiting,
  replicaCutOff,
  sentinelLagging,
  sentinelLaggingWaiting,
  sentinelMasterHangs,
  sentinelMasterKilled,
  sentinelMasterKilledWaiting,
} from './failover-scenarios.ts';
import { hangs, killed, killedWithoutFile, memoryFull, networkGone, networkSlow, otherPassword } from './redis-scenarios.ts';
import type { FaultScenario } from './run-fault.ts';
import { diskFull, oneOfTwoKilled } from './sqlite-scenarios.ts';

/** Every fault, in the order in which docs/reliability.md tells of them; longer than the tests can wait. */
export const SCENARIOS: readonly FaultScenario[] = [
  diskFull(5000),
  oneOfTwoKilled(5),
  killed(5000),
  killedWithoutFile(2000),
  hangs(5000),
  memoryFull(5000),
  otherPassword(5000),
  networkSlow(150, 5000),
  networkGone(5000),
  replicaCutOff(5000),
  sentinelMasterKilled,
  sentinelMasterKilledWaiting,
  sentinelMasterHangs,
  sentinelLagging,
  sentinelLaggingWaiting,
  clusterMasterKilled,
  clusterMasterKilledWaiting,
  clusterMasterHangs,
];
