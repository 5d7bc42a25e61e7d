import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';
import fc from 'fast-check';

import { errorOf, exchange } from './comparable-answers.ts';
import type { Comparable, Sent } from './comparable-answers.ts';
import { ALL_PROOFS } from './odd-proofs.ts';
import { signedIn } from './pair-device.ts';
import type { Person } from './person.ts';
import { createProver, createProverKeys } from './prover.ts';
import type { Prover } from './prover.ts';
import { startServer } from './server-process.ts';
import type { ServerOptions, ServerProcess } from './server-process.ts';

/** A request with what differs between the sides left open: the proof it comes with, by its name, and a value. */
export interface Shape extends Sent {
  readonly proof?: string | undefined;
}

/** What stands for a value that each server has of its own. */
export const OPEN = '{open}';

/** One of the two servers, who pairs devices with it, and a look into its storage. */
export interface Side {
  readonly server: ServerProcess;
  readonly person: Person;
  readonly prover: Prover;
  readonly storageUrl: string;
  readonly database: DatabaseSync;
  /** Sends it with this value in it. */
  readonly exchange: (shape: Shape, value?: string) => Promise<{ readonly answer: Comparable; readonly body: string }>;
}

/** Two servers of the same settings: one answers plain requests in lanes, with the other every request wakes the engine. */
export interface TwoRoads {
  readonly sides: readonly [withLanes: Side, without: Side];
  readonly stop: () => Promise<void>;
}

/** Starts them, each on a SQLite file. */
export async function startTwoRoads(options: ServerOptions = {}): Promise<TwoRoads> {
  const folder = await mkdtemp(join(tmpdir(), 'two-roads-'));
  const agent = new Agent({ keepAlive: true });
  const keys = await createProverKeys();

  async function side(name: string, env: Readonly<Record<string, string>>): Promise<Side> {
    const file = join(folder, name);
    const storageUrl = `sqlite:${file}`;
    const server = await startServer({ logLevel: 'warn', ...options, storage: storageUrl, env });
    const prover = createProver(server.issuer, keys);
    return {
      ...{ server, prover, storageUrl, person: await signedIn(server.issuer) },
      database: new DatabaseSync(file, { readOnly: true }),
      async exchange({ proof, ...shape }, value = '') {
        const parameters = shape.parameters.map(([name, text]) => [name, text.replace(OPEN, value)] as const);
        const dpop = proof === undefined ? undefined : await ALL_PROOFS[proof]!(prover);
        const headers = { ...shape.headers, ...(dpop !== undefined && { dpop }) };
        const exchanged = await exchange(agent, server, { ...shape, parameters, headers });
        if (dpop !== undefined && exchanged.answer.status === 200) prover.used = dpop;
        return exchanged;
      },
    };
  }

  const sides = await Promise.all([side('lanes.sqlite', {}), side('engine.sqlite', { COUNTERSIGN_LANES: 'off' })]);
  return {
    sides,
    async stop() {
      agent.destroy();
      for (const { database } of sides) database.close();
      await Promise.all(sides.map(({ server }) => server.stop()));
      await rm(folder, { recursive: true });
    },
  };
}

/** What one side answered, and what there is in its storage then. */
export type Answered = readonly [answers: readonly Comparable[], kept?: unknown];

/** Lets both sides do the same. @returns the answers, which are the same on both roads, as is what they kept and how many proofs they remember */
export async function compare({ sides }: TwoRoads, act: (side: Side) => Promise<Answered>): Promise<readonly Comparable[]> {
  await awayFromTheTurnOfTheMinute();
  const [withLanes, without] = await Promise.all(sides.map(async (side) => [...(await act(side)), proofsIn(side)]));
  expect(withLanes).to.deep.equal(without);
  return withLanes![0] as readonly Comparable[];
}

/** The same for generated requests. @returns how often each answer came, by its error or its status */
export async function compareMany<Generated>(
  roads: TwoRoads,
  shapes: fc.Arbitrary<Generated>,
  runs: number,
  answersOf: (side: Side, shape: Generated) => Promise<Answered>,
): Promise<ReadonlyMap<string, number>> {
  const tally = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(shapes, async (shape) => {
      for (const answer of await compare(roads, (side) => answersOf(side, shape))) {
        const what = errorOf(answer) ?? String(answer.status);
        tally.set(what, (tally.get(what) ?? 0) + 1);
      }
    }),
    { numRuns: runs, endOnFailure: true, includeErrorInReport: true },
  );
  return tally;
}

/** Each of these answers came, and the first of them often enough to say something. */
export function expectSeen(tally: ReadonlyMap<string, number>, [usual = '', ...others]: readonly string[], runs: number): void {
  const seen = JSON.stringify(Object.fromEntries(tally));
  expect([...tally.keys()], seen).to.include.members([usual, ...others]);
  expect(tally.get(usual), seen).to.be.greaterThan(runs / 10);
}

/** What both recorded, which is the same: the names of the audit events. */
export function compareAudits({ sides }: TwoRoads): readonly unknown[] {
  const [withLanes = [], without] = sides.map(({ server }) =>
    server
      .events()
      .filter(({ audit }) => audit === true)
      .map(({ timestamp: _timestamp, pairing: _pairing, ...event }) => event),
  );
  expect(withLanes).to.deep.equal(without);
  return withLanes.map(({ message }) => message);
}

function proofsIn({ database }: Side): unknown {
  return database.prepare('SELECT count(*) AS proofs FROM replays').get();
}

/** With each minute comes another nonce. What is compared happens in one. */
async function awayFromTheTurnOfTheMinute(): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 3_000) await sleep(left);
}
