import { randomInt } from 'node:crypto';
import { cpus } from 'node:os';

import { writeIntoPage } from '../bench/report/write-into-page.ts';
import type { WrittenPlace } from '../bench/report/write-into-page.ts';
import { planRound, seededRandom } from '../test/support/refresh-rounds/round-plan.ts';
import { roundsTable } from '../test/support/refresh-rounds/rounds-table.ts';
import { openRoundPlace, runRound } from '../test/support/refresh-rounds/run-round.ts';
import type { RoundReport } from '../test/support/refresh-rounds/run-round.ts';
import { readFlags } from './read-flags.ts';

const USAGE = `Lets many processes renew one expired login at once, again and again, while everything happens to them and to their server, and says in a table what came of it.

  npm run refresh-rounds                   100 rounds, some ten minutes; Linux
  npm run refresh-rounds -- --rounds 10    fewer
  npm run refresh-rounds -- --seed 7       the same faults once more
  npm run refresh-rounds -- --bearer       with tokens that are bound to no key
  npm run refresh-rounds -- --write        also puts the table into docs/reliability.md`;

const PLACE: WrittenPlace = {
  page: 'reliability.md',
  begin: '<!-- refresh rounds: written by "npm run refresh-rounds -- --write" -->',
  end: '<!-- end of refresh rounds -->',
};

const flags = readFlags(USAGE, {
  rounds: { type: 'string', default: '100' },
  seed: { type: 'string', default: String(randomInt(1_000_000)) },
  bearer: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
});

console.error(`seed ${flags.seed}`);
const random = seededRandom(Number(flags.seed));
const reports: RoundReport[] = [];
const place = await openRoundPlace(flags.bearer ? 'console-bearer' : 'console');
try {
  for (let round = 1; round <= Number(flags.rounds); round += 1) {
    const report = await runRound(planRound(random, true), place);
    reports.push(report);
    const { plan, tokens, later, killed, wrong } = report;
    console.error(
      `round ${round}: ${plan.processes} processes, ${tokens} tokens, ${later} later, ${killed} killed ${wrong.join('; ')}`,
    );
    if (wrong.length > 0) console.error(JSON.stringify(plan));
  }
} finally {
  await place.close();
}
const wrong = reports.flatMap((report) => report.wrong);
const cores = cpus();
const text = [
  `${reports.length} rounds on one login, seed ${flags.seed}, ${flags.bearer ? 'bearer' : 'DPoP-bound'} tokens, ${new Date().toISOString().slice(0, 10)}: ${cores.length} cores (${cores[0]?.model.trim()}), Node ${process.versions.node}.`,
  roundsTable(reports),
].join('\n\n');
console.log(text);
if (flags.write) await writeIntoPage(PLACE, text);
console.error(`${reports.length} rounds, ${wrong.length} things that must not be`);
process.exitCode = wrong.length > 0 ? 1 : 0;
