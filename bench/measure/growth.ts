import type { Redis } from 'ioredis';

import { pollJob } from '../load/jobs.ts';
import type { Generator } from '../load/start-generator.ts';
import type { Plan } from '../plan.ts';
import type { Subject } from '../subjects/subject.ts';
import { oneTurn } from './one-turn.ts';
import { takeTurns } from './take-turns.ts';
import type { Series } from './take-turns.ts';

/** How polls go while so many codes are pending, and what Redis needs to keep them. */
export interface Level {
  readonly codes: number;
  readonly series: Series;
  readonly redisBytes: number;
}

/**
 * Polls spread over few and over many pending codes. Every level is a server with a Redis of its own, and the levels take turns: measured one after the
 * other, a change of the machine would look like a change of the number.
 */
export async function measureGrowth(
  start: (name: string) => Promise<Subject>,
  generator: Generator,
  { levels, rounds, turn, warmUp }: Plan,
): Promise<Level[]> {
  const grown: { codes: number; subject: Subject; redisBytes: number }[] = [];
  try {
    for (const codes of levels) {
      const subject = await start(String(codes));
      const empty = await usedMemory(subject.redis);
      await subject.fillPending(codes);
      grown.push({ codes, subject, redisBytes: (await usedMemory(subject.redis)) - empty });
    }
    for (const { codes, subject } of grown) await generator.run(pollJob(subject.port, codes, { seconds: warmUp }));
    const series = await takeTurns(
      grown.map(({ codes, subject }) => ({
        name: subject.name,
        takeTurn: () => oneTurn(subject, generator, pollJob(subject.port, codes, { seconds: turn })),
      })),
      rounds,
    );
    return grown.map(({ codes, redisBytes }, index) => ({ codes, redisBytes, series: series[index]! }));
  } finally {
    for (const { subject } of grown) await subject.stop();
  }
}

/** What Redis has allocated, in bytes. */
export async function usedMemory(redis: Redis | undefined): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec((await redis?.info('memory')) ?? '')?.[1]);
}
