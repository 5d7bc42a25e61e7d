import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeMachine } from '../bench/report/machine.ts';
import { writeIntoPage } from '../bench/report/write-into-page.ts';
import type { WrittenPlace } from '../bench/report/write-into-page.ts';
import { SCENARIOS } from '../test/support/faults/all-scenarios.ts';
import { faultTable, killLoopSentence } from '../test/support/faults/fault-table.ts';
import { killAgainAndAgain } from '../test/support/faults/kill-loop.ts';
import { runFault } from '../test/support/faults/run-fault.ts';
import type { FaultReport, FaultScenario } from '../test/support/faults/run-fault.ts';
import { readFlags } from './read-flags.ts';

const USAGE = `Lets every fault of storage happen to real servers under traffic, several times, and says in a table what was seen and what was lost.

  npm run faults                     all of them three times, some fifteen minutes; needs redis-server
  npm run faults -- --only Sentinel  those whose line contains the word
  npm run faults -- --rounds 1       once each
  npm run faults -- --write          also puts the table into docs/reliability.md`;

const PLACE: WrittenPlace = {
  page: 'reliability.md',
  begin: '<!-- faults: written by "npm run faults -- --write" -->',
  end: '<!-- end of faults -->',
};
const PACE = { before: 100, after: 1500 };
const KILLS = 200;
const KILL_LOOP = { place: 'SQLite', fault: 'kill loop' };

const flags = readFlags(USAGE, {
  only: { type: 'string', default: '' },
  rounds: { type: 'string', default: '3' },
  write: { type: 'boolean', default: false },
});

const lines: FaultReport[][] = [];
for (const scenario of SCENARIOS.filter(isWanted)) {
  console.error(`${scenario.place}: ${scenario.fault}`);
  lines.push(await runSeveralTimes(scenario));
}
const rounds = `Each fault ${flags.rounds} times, ${new Date().toISOString().slice(0, 10)}: ${await describeMachine()}.`;
const kills = isWanted(KILL_LOOP) ? [killLoopSentence(await runKillLoop())] : [];
const text = [rounds, faultTable(lines), ...kills].join('\n\n');
console.log(text);
if (flags.write) await writeIntoPage(PLACE, text);
const wrong = lines.flat().flatMap((report) => report.wrong);
for (const { step, what, at } of wrong) console.error(`WRONG at ${Math.round(at)} ms: ${step}: ${what}`);
console.error(`${lines.flat().length} faults, ${wrong.length} wrong answers`);
process.exitCode = wrong.length > 0 ? 1 : 0;

function isWanted({ place, fault }: Pick<FaultScenario, 'place' | 'fault'>): boolean {
  return `${place} ${fault}`.includes(flags.only);
}

async function runSeveralTimes(scenario: FaultScenario): Promise<FaultReport[]> {
  const reports: FaultReport[] = [];
  for (let round = 0; round < Number(flags.rounds); round += 1) reports.push(await runFault(scenario, PACE));
  return reports;
}

async function runKillLoop() {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
  try {
    return await killAgainAndAgain(join(folder, 'countersign.sqlite'), KILLS);
  } finally {
    await rm(folder, { recursive: true });
  }
}
