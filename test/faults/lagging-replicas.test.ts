import { expect } from 'chai';

import { expectHonest } from '../support/faults/expect-honest.ts';
import { sentinelLagging, sentinelLaggingWaiting } from '../support/faults/failover-scenarios.ts';
import { runFault } from '../support/faults/run-fault.ts';

const PACE = { before: 60, after: 700 };

describe('replicas that lag behind, under traffic', () => {
  it('and a master that dies: without wait_replicas acknowledged steps are lost, as Redis replicates', async () => {
    const report = await runFault(sentinelLagging, PACE);
    expectHonest(report, { backWithin: 30_000 });
    expect([...report.losses.keys()]).to.include('device');
  });

  it('and a master that dies: with wait_replicas no decision and no device is, only codes and sign-ins that nobody waited for', async () => {
    const report = await runFault(sentinelLaggingWaiting, PACE);
    expectHonest(report, { backWithin: 30_000 });
    expect(['code', 'sign-in']).to.include.members([...report.losses.keys()]);
  });
});
