import { expect } from 'chai';

import { expectHonest } from '../support/faults/expect-honest.ts';
import { killed, killedWithoutFile, memoryFull, otherPassword } from '../support/faults/redis-scenarios.ts';
import { runFault } from '../support/faults/run-fault.ts';

const PACE = { before: 60, after: 700 };

describe('one Redis in trouble, under traffic: every answer is right or may be repeated, and it goes on by itself', () => {
  for (const scenario of [killed(1000), otherPassword(1500)]) {
    it(`${scenario.fault}: nothing is lost that was acknowledged`, async () => {
      const report = await runFault(scenario, PACE);
      expectHonest(report, { backWithin: 5000 });
      expect([...report.losses]).to.deep.equal([]);
    });
  }

  it('memory full: what only reads goes on, what ends a device too, and nothing is lost', async () => {
    const report = await runFault(memoryFull(1500), PACE);
    expectHonest(report, { backWithin: 2000, refused: ['ask for a code', 'poll', 'decide', 'refresh'] });
    expect([...report.losses]).to.deep.equal([]);
  });

  it('started again with nothing on the disk: what is lost is called lost, and two servers go on understanding each other', async () => {
    const report = await runFault(killedWithoutFile(500), PACE);
    expectHonest(report, { backWithin: 5000 });
    expect([...report.losses.keys()], 'which shows that a loss is noticed').to.include('device');
  });
});
