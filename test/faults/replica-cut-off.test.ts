import { expect } from 'chai';

import { expectHonest } from '../support/faults/expect-honest.ts';
import { replicaCutOff } from '../support/faults/failover-scenarios.ts';
import { runFault } from '../support/faults/run-fault.ts';

describe('a replica that is cut off, under traffic', () => {
  it('only what waits for it is refused; codes are given out and polls answered', async () => {
    const report = await runFault(replicaCutOff(2500), { before: 60, after: 700 });
    expectHonest(report, { backWithin: 5000, refused: ['poll', 'decide', 'refresh', 'revoke'] });
    expect([...report.losses]).to.deep.equal([]);
  });
});
