import { expect } from 'chai';

import { expectHonest } from '../support/faults/expect-honest.ts';
import { replicaCutOff, sentinelLagging, sentinelLaggingWaiting } from '../support/faults/failover-scenarios.ts';
import { runFault } from '../support/faults/run-fault.ts';

const PACE = { before: 60, after: 700 };

describe('replicas that lag behind, under traffic', () => {
  it('and a master that dies: without wait_replicas acknowledged steps are lost, as Redis replicates', async () => {
    const report = await runFault(sentinelLagging, PACE);
    expectHonest(report, { backWithin: 30_000 });
    expect([...report.losses.keys()]).to.include('device');
  });

  it('and a master that dies: with wait_replicas nothing is', async () => {
    const report = await runFault(sentinelLaggingWaiting, PACE);
    expectHonest(report, { backWithin: 30_000 });
    expect([...report.losses]).to.deep.equal([]);
  });

  it('and a master that lives: only what waits for them is refused; codes are given out and polls answered', async () => {
    const report = await runFault(replicaCutOff(2500), PACE);
    expectHonest(report, { backWithin: 5000, refused: ['poll', 'decide', 'refresh', 'revoke'] });
    expect([...report.losses]).to.deep.equal([]);
  });
});
