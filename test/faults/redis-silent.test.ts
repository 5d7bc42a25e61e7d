import { expect } from 'chai';

import { expectHonest } from '../support/faults/expect-honest.ts';
import { hangs, networkGone, networkSlow } from '../support/faults/redis-scenarios.ts';
import { runFault } from '../support/faults/run-fault.ts';

const PACE = { before: 60, after: 700 };

describe('a Redis that is slow or silent, under traffic', () => {
  it('network slow: everything takes longer, and nothing is refused', async () => {
    const { wrong, seen, slowest, losses } = await runFault(networkSlow(100, 2500), PACE);
    expect(wrong).to.deep.equal([]);
    expect([...seen]).to.deep.equal([]);
    expect([...losses]).to.deep.equal([]);
    expect(slowest, 'milliseconds: the network was slow').to.be.above(200);
  });

  for (const scenario of [networkGone(4000), hangs(5000)]) {
    it(`${scenario.fault}: requests are refused before a console would give up, and nothing is lost`, async () => {
      const report = await runFault(scenario, PACE);
      expectHonest(report, { backWithin: 5000 });
      expect([...report.losses]).to.deep.equal([]);
      expect(report.slowest, 'milliseconds').to.be.below(8000);
    });
  }
});
