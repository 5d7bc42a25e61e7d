import { expect } from 'chai';

import { expectHonest } from '../support/faults/expect-honest.ts';
import { clusterMasterHangs, clusterMasterKilled } from '../support/faults/failover-scenarios.ts';
import { runFault } from '../support/faults/run-fault.ts';

describe('a Redis Cluster, under traffic: a replica takes over by itself', () => {
  for (const scenario of [clusterMasterKilled, clusterMasterHangs]) {
    it(scenario.fault, async () => {
      const report = await runFault(scenario, { before: 60, after: 700 });
      expectHonest(report, { backWithin: 20_000 });
      const codesAndDevices = [...report.losses.keys()];
      expect(codesAndDevices, 'the replica had everything: it was cut off from nothing').to.deep.equal([]);
    });
  }
});
