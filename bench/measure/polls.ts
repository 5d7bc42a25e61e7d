import { FETCH_FORM, FORM, pollJob } from '../load/jobs.ts';
import type { Generator } from '../load/start-generator.ts';
import type { Plan } from '../plan.ts';
import type { Subject } from '../subjects/subject.ts';
import { oneTurn } from './one-turn.ts';
import { takeTurns } from './take-turns.ts';
import type { Contestant, Series } from './take-turns.ts';

/** What is written behind a subject's name where it is polled as `fetch` does it. */
export const AS_FETCH = ', polled with fetch';

/** Polls of codes that are pending there. Those of `alsoAsFetch` are measured with the other way of naming a form as well. */
export async function measurePolls(
  subjects: readonly Subject[],
  alsoAsFetch: readonly Subject[],
  generator: Generator,
  { rounds, turn, warmUp, pendingCodes }: Plan,
): Promise<Series[]> {
  const poller = (subject: Subject, name: string, contentType: string): Contestant => ({
    name,
    takeTurn: () => oneTurn(subject, generator, pollJob(subject.port, pendingCodes, { seconds: turn }, contentType)),
  });
  for (const subject of subjects) await generator.run(pollJob(subject.port, pendingCodes, { seconds: warmUp }));
  for (const subject of alsoAsFetch) await generator.run(pollJob(subject.port, pendingCodes, { seconds: warmUp }, FETCH_FORM));
  return takeTurns(
    [
      ...subjects.map((subject) => poller(subject, subject.name, FORM)),
      ...alsoAsFetch.map((subject) => poller(subject, subject.name + AS_FETCH, FETCH_FORM)),
    ],
    rounds,
  );
}
