import { authorizeJob, refreshJob } from '../load/jobs.ts';
import type { Generator } from '../load/start-generator.ts';
import { CONNECTIONS } from '../plan.ts';
import type { Plan } from '../plan.ts';
import type { OAuthSubject } from '../subjects/subject.ts';
import { oneTurn } from './one-turn.ts';
import { pairDevices } from './pairings.ts';
import { takeTurns } from './take-turns.ts';
import type { Series } from './take-turns.ts';

/** Device authorization requests. */
export async function measureAuthorizations(
  subjects: readonly OAuthSubject[],
  generator: Generator,
  { rounds, turn, warmUp }: Plan,
): Promise<Series[]> {
  for (const { port } of subjects) await generator.run(authorizeJob(port, { seconds: warmUp }));
  return takeTurns(
    subjects.map((subject) => ({
      name: subject.name,
      takeTurn: () => oneTurn(subject, generator, authorizeJob(subject.port, { seconds: turn })),
    })),
    rounds,
  );
}

/** Refreshes with rotation. Every turn begins with freshly paired devices, one for each connection. */
export async function measureRefreshes(
  subjects: readonly OAuthSubject[],
  generator: Generator,
  { rounds, turn, warmUp }: Plan,
): Promise<Series[]> {
  const refreshes = async (subject: OAuthSubject, seconds: number) => {
    const { devices } = await pairDevices(subject, generator, CONNECTIONS);
    const refreshTokens = devices.map(({ refreshToken }) => refreshToken);
    return refreshJob(subject.port, refreshTokens, { seconds });
  };
  for (const subject of subjects) await generator.run(await refreshes(subject, warmUp));
  return takeTurns(
    subjects.map((subject) => ({
      name: subject.name,
      takeTurn: async () => oneTurn(subject, generator, await refreshes(subject, turn)),
    })),
    rounds,
  );
}
