import { setTimeout as sleep } from 'node:timers/promises';

import { Cluster } from 'ioredis';

import { later } from '../../server/domain/units.ts';
import type { Seconds } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { RedisClient } from './client.ts';
import type { DurableSteps } from './durable-steps.ts';
import { keySlot } from './key-slot.ts';
import { keys } from './keys.ts';

/**
 * How long a server that starts waits for replicas. A master sends a new replica nothing before it has heard from it, and may hear from it
 * only a second after the replica calls itself connected: longer than any step waits.
 */
const PATIENCE: Seconds = 5;

const PAUSE_MS = 100;

/** What waiting for replicas at the start needs. */
export interface AwaitReplicasDeps {
  readonly client: RedisClient;
  readonly steps: DurableSteps;
  readonly clock: Clock;
}

/**
 * Waits until every master has the replicas that steps wait for, so that a Redis started together with the server refuses nothing. It does not wait for ever:
 * without replicas polls are answered all the same, and the steps refused have been reported (`confirmed-steps.ts`).
 */
export async function awaitReplicas({ client, steps, clock }: AwaitReplicasDeps): Promise<void> {
  const deadline = later(clock(), PATIENCE);
  const write = (place: string): Promise<unknown> =>
    steps.write(place, (writer) => writer.set(keys.pingBeside(place), '', 'PXAT', later(clock(), 60)));
  for (;;) {
    const outcomes = await Promise.allSettled(placeOnEveryMaster(client).map(write));
    if (outcomes.every(({ status }) => status === 'fulfilled') || clock() >= deadline) return;
    await sleep(PAUSE_MS);
  }
}

/** Something that hashes to a slot of it, for each master of a Cluster that has slots; else there is one place. */
function placeOnEveryMaster(client: RedisClient): readonly string[] {
  if (!(client instanceof Cluster)) return ['0'];
  const masters = new Set(client.slots.map(([master]) => master));
  const found = new Map<string | undefined, string>();
  for (let n = 0; found.size < masters.size; n += 1) {
    const place = String(n);
    const master = client.slots[keySlot(place)]?.[0];
    if (!found.has(master)) found.set(master, place);
  }
  return [...found.values()];
}
