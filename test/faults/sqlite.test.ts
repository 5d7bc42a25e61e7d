import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { expectHonest } from '../support/faults/expect-honest.ts';
import { killAgainAndAgain } from '../support/faults/kill-loop.ts';
import { runFault } from '../support/faults/run-fault.ts';
import { diskFull, oneOfTwoKilled } from '../support/faults/sqlite-scenarios.ts';

const PACE = { before: 60, after: 700 };

describe('faults of one SQLite file, under traffic', () => {
  it('disk full: what only reads goes on, nothing is lost, and it goes on by itself when there is room', async () => {
    const report = await runFault(diskFull(1500), PACE);
    expectHonest(report, { backWithin: 2000 });
    expect([...report.losses]).to.deep.equal([]);
  });

  it('one of two server processes killed (-9) and started again: the other one goes on, and nothing is lost', async () => {
    const { wrong, seen, losses, back } = await runFault(oneOfTwoKilled(2), PACE);
    expect(wrong).to.deep.equal([]);
    expect([...seen.keys()].join(), 'the killed one was missed').to.include('no connection');
    expect([...losses]).to.deep.equal([]);
    expect(back, 'milliseconds').to.be.below(2000);
  });

  it('processes killed (-9) in the middle of steps, two at a time: every step that was acknowledged is there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
    const { kills, acknowledged, lost } = await killAgainAndAgain(join(folder, 'countersign.sqlite'), 20);
    await rm(folder, { recursive: true });
    expect(lost).to.deep.equal([]);
    expect(kills).to.equal(20);
    expect(acknowledged, 'steps').to.be.above(40);
  });
});
