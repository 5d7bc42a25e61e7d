import { expect } from 'chai';

import { expectHonest } from '../support/faults/expect-honest.ts';
import { networkGone, networkSlow } from '../support/faults/redis-scenarios.ts';
import { runFault } from '../support/faults/run-fault.ts';

const PACE = { before: 60, after: 700 };

describe('the network between server and Redis, under traffic', () => {
  it('slow: everything takes longer, and nothing is refused', async () => {
    const { wrong, seen, slowest, losses } = await runFault(networkSlow(100, 2500), PACE);
    expect(wrong).to.deep.equal([]);
    expect([...seen]).to.deep.equal([]);
    expect([...losses]).to.deep.equal([]);
    expect(slowest, 'milliseconds: the network was slow').to.be.above(200);
  });

  it('gone, with nobody told: requests are refused before a console would give up, and nothing is done late', async () => {
    const report = await runFault(networkGone(4000), PACE);
    expectHonest(report, { backWithin: 5000 });
    expect([...report.losses]).to.deep.equal([]);
    expect(report.slowest, 'milliseconds').to.be.below(8000);
  });
});
