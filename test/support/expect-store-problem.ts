import { expect } from 'chai';

import type { ConsoleRun } from './run-console.ts';

/** A command with --json was refused for want of the token store, with this reason. */
export function expectStoreProblem(run: ConsoleRun, problem: string, title?: string): void {
  expect(run.events.at(-1)?.error, title).to.include({ code: problem, exit_code: 8, retryable: false });
  expect(run.events.at(-1), title).to.include({ ok: false, state: 'store_unavailable' });
  expect(run.code, title).to.equal(8);
}

/** What a console may take to say that a store hangs: 3 seconds of patience, its own start, and a busy machine. */
const SOON_MS = 5000;

/** Waits for a run that has to end soon, whatever hangs. */
export async function endsSoon(running: Promise<ConsoleRun>): Promise<ConsoleRun> {
  const started = performance.now();
  const run = await running;
  expect(performance.now() - started, 'milliseconds').to.be.below(SOON_MS);
  return run;
}
