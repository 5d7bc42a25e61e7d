import { expect } from 'chai';

import { expectHonest } from '../support/faults/expect-honest.ts';
import { sentinelMasterHangs, sentinelMasterKilledWaiting } from '../support/faults/failover-scenarios.ts';
import { runFault } from '../support/faults/run-fault.ts';

describe('three Sentinels, under traffic: the next master is found by itself', () => {
  for (const scenario of [sentinelMasterKilledWaiting, sentinelMasterHangs]) {
    it(`${scenario.fault}: with wait_replicas no decision and no device is lost`, async function () {
      this.timeout(60_000); // Sentinels begin to agree only after some seconds, and a busy machine makes them slower
      const report = await runFault(scenario, { before: 60, after: 700 });
      expectHonest(report, { backWithin: 30_000 });
      expect(['code', 'sign-in']).to.include.members([...report.losses.keys()]);
    });
  }
});
