import { Cluster } from 'ioredis';
import type { Redis } from 'ioredis';

import { later } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Log } from '../../server/ports/log.ts';
import { withoutBaggage } from '../storage-guard.ts';
import type { ConfirmationWish } from './address-parameters.ts';
import { noted } from './client.ts';
import type { RedisClient } from './client.ts';
import type { DurableScripts } from './scripts.ts';
import type { DurableSteps, Outcome, StepArguments } from './durable-steps.ts';
import { keySlot } from './key-slot.ts';
import { keys } from './keys.ts';
import { createReplicaCount } from './replica-count.ts';
import type { Noted } from './take-back-script.ts';

/** What waiting for replicas needs. */
export interface ConfirmedStepsDeps {
  /** A client of its own: Redis holds a connection up while it waits for replicas, and a poll must not stand behind that. */
  readonly client: RedisClient;
  readonly wish: ConfirmationWish;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Steps that count once enough replicas have them, so that the loss of a master loses none.
 *
 * A step too few replicas saw in time is taken back and fails. Where that is not possible any more (the connection broke, or somebody went on from
 * there) it fails too, and may have happened: the caller has to look. While replicas are known to be missing, steps are refused before they begin.
 *
 * @see {@link https://redis.io/docs/latest/commands/wait/ Redis, WAIT}
 */
export function createConfirmedSteps({ client, wish, clock, log }: ConfirmedStepsDeps): DurableSteps {
  const { replicas, timeout } = wish;
  const countReplicas = createReplicaCount(wish);

  /** The sockets whose last count was enough. A new one is trusted by nobody: it may lead to another master. */
  const trusted = new WeakSet<object>();
  const reported = new WeakSet<Redis>();

  async function enoughReplicas(connection: Redis): Promise<boolean> {
    const { stream } = connection;
    const enough = (await countReplicas(connection)) >= replicas && connection.stream === stream;
    if (enough) trusted.add(stream);
    else trusted.delete(stream);
    report(connection, enough);
    return enough;
  }

  /** Says once that replicas are missing, and once that they are back. */
  function report(connection: Redis, enough: boolean): void {
    if (reported.has(connection) !== enough) return;
    if (enough) reported.delete(connection);
    else reported.add(connection);
    if (enough) log.info('storage.replicas_back', { wanted: replicas });
    else log.error('storage.replicas_missing', { wanted: replicas, within: `${timeout} ms` });
  }

  /** Something without meaning for the replicas to confirm, before the step that has one. */
  async function makeSure(key: string): Promise<Redis> {
    const connection = await connectionFor(client, key);
    if (trusted.has(connection.stream)) return connection;
    await client.set(keys.pingBeside(key), '', 'PXAT', later(clock(), 60));
    if (await enoughReplicas(connection)) return connection;
    throw new Error(`fewer than ${replicas} replicas answer within ${timeout} ms; nothing was begun`);
  }

  async function confirmed<Result>(
    key: string,
    work: () => Promise<Result>,
    takeBack: (result: Result) => Promise<boolean>,
  ): Promise<Result> {
    const connection = await makeSure(key);
    const { stream } = connection;
    const result = await work();
    const enough = await enoughReplicas(connection);
    const isSame = connection.stream === stream && (await connectionFor(client, key)) === connection;
    if (enough && isSame) return result;
    const undone = isSame && (await takeBack(result));
    throw new Error(
      `fewer than ${replicas} replicas confirmed it within ${timeout} ms; it ${undone ? 'was taken back' : 'may have happened'}`,
    );
  }

  /** @returns whether the record is what it was before */
  async function takeBackNoted(key: string, [, before, after, ttl]: Noted<unknown>): Promise<boolean> {
    try {
      return (await client.csTakeBack(key, ttl, after.length, ...after, ...before)) === 1;
    } catch (error) {
      log.warn('storage.not_taken_back', { reason: withoutBaggage(error).message });
      return false;
    }
  }

  return {
    async run<Name extends keyof DurableScripts>(name: Name, key: string, ...args: StepArguments<Name>): Promise<Outcome<Name>> {
      const script = noted(client, name);
      const [result] = await confirmed(
        key,
        () => script(key, ...args),
        (notes) => takeBackNoted(key, notes),
      );
      return result;
    },
    write: (key, work) =>
      confirmed(
        key,
        () => work(client),
        () => Promise.resolve(false),
      ),
  };
}

/** The connection that steps on this key travel on. */
async function connectionFor(client: RedisClient, key: string): Promise<Redis> {
  if (!(client instanceof Cluster)) return client;
  const owner = client.slots[keySlot(key)]?.[0];
  const connection = client.nodes('master').find(({ options: { host, port } }) => `${host ?? ''}:${port ?? ''}` === owner);
  if (connection === undefined) throw new Error('no node of the Cluster is known to hold this key');
  if (connection.status === 'wait') await connection.connect();
  return connection;
}
