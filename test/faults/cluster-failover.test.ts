import { expect } from 'chai';

import { expectHonest } from '../support/faults/expect-honest.ts';
import { clusterMasterHangs, clusterMasterKilled } from '../support/faults/failover-scenarios.ts';
import { runFault } from '../support/faults/run-fault.ts';

describe('a Redis Cluster, under traffic: a replica takes over by itself', () => {
  for (const scenario of [clusterMasterKilled, clusterMasterHangs]) {
    it(scenario.fault, async function () {
      this.timeout(60_000);
      const report = await runFault(scenario, { before: 60, after: 700 });
      expectHonest(report, { backWithin: 20_000 });
      expect([...report.losses], 'the replica was cut off from nothing, and had everything').to.deep.equal([]);
    });
  }
});
