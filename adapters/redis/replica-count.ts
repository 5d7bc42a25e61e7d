import type { Redis } from 'ioredis';

import type { ConfirmationWish } from './address-parameters.ts';

/** The counts of one connection: the one under way, and the next one, which whoever asks meanwhile shares. */
interface Line {
  underWay: Promise<unknown>;
  next?: Promise<number>;
}

/**
 * Asks how many replicas have everything that was written on a connection before the question. One question at a time for each connection: while
 * Redis waits for replicas, it reads nothing else from it, so a question for every step would make the last of fifty wait for fifty.
 *
 * @returns rejects as the connection does
 */
export function createReplicaCount({ replicas, timeout }: ConfirmationWish): (connection: Redis) => Promise<number> {
  const lines = new WeakMap<Redis, Line>();

  return function countReplicas(connection) {
    const line = lines.get(connection) ?? { underWay: Promise.resolve() };
    lines.set(connection, line);
    line.next ??= line.underWay.then(() => {
      delete line.next;
      const count = connection.wait(replicas, timeout);
      line.underWay = count.catch(() => undefined); // whoever asked hears of it; the next question does not
      return count;
    });
    return line.next;
  };
}
