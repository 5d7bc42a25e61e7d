import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import { openStorage } from '../../../adapters/open-storage.ts';
import type { Fingerprint } from '../../../server/domain/fingerprint.ts';
import type { Storage } from '../../../server/ports/storage.ts';
import { createRememberingLog } from '../storage-samples.ts';

/** A step that storage has acknowledged. Within a code or a grant each state is followed by the next one here. */
export type Acknowledgement =
  | { readonly what: 'code'; readonly key: Fingerprint; readonly state: (typeof STATES)[number] }
  | {
      readonly what: 'grant';
      readonly id: string;
      readonly tokens: readonly Fingerprint[];
      readonly stage: (typeof STAGES)[number];
    };

const STATES = ['pending', 'approved', 'consumed'] as const;
const STAGES = ['saved', 'issued', 'rotated', 'rotated again', 'ended'] as const;

/** What came of many kills. */
export interface KillLoopReport {
  readonly kills: number;
  readonly acknowledged: number;
  /** Acknowledged steps that were not there afterwards, in words. There must be none. */
  readonly lost: readonly string[];
}

/** Several processes at a time, all on one file. */
const PROCESSES = 2;

/** Steps go on for up to so long before the kill: it falls into every part of a step, sooner or later. In milliseconds. */
const LONGEST_LIFE_MS = 40;

/** Kills processes that write to one SQLite file, again and again, and looks after each kill whether everything acknowledged is there. */
export async function killAgainAndAgain(file: string, kills: number): Promise<KillLoopReport> {
  const url = `sqlite:${file}`;
  const lost: string[] = [];
  let [killed, acknowledged] = [0, 0];
  while (killed < kills) {
    const outputs = await Promise.all(Array.from({ length: PROCESSES }, () => letWorkAndKill(url)));
    killed += PROCESSES;
    const storage = await openStorage(url, { log: createRememberingLog(), clock: Date.now });
    for (const steps of outputs.map(readLines)) {
      acknowledged += steps.length;
      for (const last of lastOfEach(steps)) lost.push(...(await findLoss(storage, last)));
    }
    await storage.close();
    lost.push(...damageOf(file));
  }
  return { kills: killed, acknowledged, lost };
}

/** @returns what it said */
async function letWorkAndKill(url: string): Promise<string> {
  const program = fileURLToPath(new URL('acknowledging-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const closed = once(child, 'close'); // everything that was said has arrived
  await Promise.race([once(child.stdout, 'data'), closed]);
  await sleep(randomInt(LONGEST_LIFE_MS));
  child.kill('SIGKILL');
  await closed;
  if (said === '') throw new Error('the process ended before it had done anything');
  return said;
}

/** The last line may be half a line: what it says was acknowledged to nobody. */
function readLines(said: string): Acknowledgement[] {
  const lines = said.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Acknowledgement);
}

/** What was said last of each code and each grant. */
function lastOfEach(steps: readonly Acknowledgement[]): Iterable<Acknowledgement> {
  return new Map(steps.map((step) => [step.what === 'code' ? step.key : step.id, step])).values();
}

/** What was acknowledged last is so, or the step after it was under way and happened: anything else is a loss. */
async function findLoss(storage: Storage, last: Acknowledgement): Promise<string[]> {
  const [names, was, is] =
    last.what === 'code'
      ? ([STATES, last.state, await stateOf(storage, last)] as const)
      : ([STAGES, last.stage, await stageOf(storage, last)] as const);
  const steps = names.indexOf(is as never) - names.indexOf(was as never);
  return steps === 0 || steps === 1 ? [] : [`a ${last.what} that was ${was} is ${is}`];
}

async function stateOf({ deviceCodes }: Storage, { key }: Extract<Acknowledgement, { what: 'code' }>): Promise<string> {
  return (await deviceCodes.find(key))?.state ?? 'unknown';
}

async function stageOf({ grants }: Storage, { id, tokens }: Extract<Acknowledgement, { what: 'grant' }>): Promise<string> {
  if ((await grants.find(id)) === undefined) return 'ended';
  const standings = await Promise.all(tokens.map(async (key) => (await grants.findRefreshToken(id, key))?.standing));
  return STAGES[standings.indexOf('current') + 1] ?? 'unknown';
}

/** @see {@link https://www.sqlite.org/pragma.html#pragma_integrity_check SQLite, PRAGMA integrity_check} */
function damageOf(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare('PRAGMA integrity_check').all() as { readonly integrity_check: string }[];
  database.close();
  return rows.map((row) => row.integrity_check).filter((text) => text !== 'ok');
}
