import { readFlags } from '../scripts/read-flags.ts';
import { startGenerator } from './load/start-generator.ts';
import { PARTS, runPlan } from './measure/run-plan.ts';
import type { Part } from './measure/run-plan.ts';
import { FULL, QUICK } from './plan.ts';
import { describeMachine } from './report/machine.ts';
import { report } from './report/report.ts';
import { FIGURES, writeIntoPage } from './report/write-into-page.ts';

const USAGE = `Measures this server beside oidc-provider alone and beside a bare Koa handler, on this machine.

  --quick            a minute or two, for a first look
  --only PART        ${PARTS.join(', ')}; may be given several times
  --write            also puts the figures into docs/performance.md
  --profile FOLDER   every server leaves a CPU profile there (and is slower for it)`;

const flags = readFlags(USAGE, {
  quick: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true },
  write: { type: 'boolean', default: false },
  profile: { type: 'string' },
});

await bench();

async function bench(): Promise<void> {
  const plan = flags.quick ? QUICK : FULL;
  const parts = flags.only?.map(toPart) ?? PARTS;
  const generator = startGenerator();
  try {
    const begin = Date.now();
    const findings = await runPlan({ plan, parts, generator, profileFolder: flags.profile, say: console.error });
    const seconds = Math.round((Date.now() - begin) / 1000);
    const text = report(findings, { plan, seconds, machine: await describeMachine(), date: new Date() });
    console.log(text);
    if (flags.write) await writeIntoPage(FIGURES, text);
  } finally {
    await generator.stop();
  }
}

function toPart(text: string): Part {
  const part = PARTS.find((name) => name === text);
  if (part === undefined) throw new Error(`There is no part "${text}". There are: ${PARTS.join(', ')}.`);
  return part;
}
