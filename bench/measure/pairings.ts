import { authorizeJob, redeemJob } from '../load/jobs.ts';
import type { Generator } from '../load/start-generator.ts';
import { CONNECTIONS } from '../plan.ts';
import type { Plan } from '../plan.ts';
import type { OAuthSubject } from '../subjects/subject.ts';
import { watchCpu } from './one-turn.ts';
import { takeTurns } from './take-turns.ts';
import type { Series, Turn } from './take-turns.ts';

interface Pending {
  readonly device_code: string;
  readonly user_code: string;
}

/** A round of pairings: how long each step took, in seconds, and the tokens that came of it. */
export interface PairingRound {
  readonly authorize: number;
  readonly approve: number;
  readonly redeem: number;
  readonly refreshTokens: readonly string[];
}

/** Pairs so many devices, step by step: all ask, Alice approves all, all redeem. */
export async function pairDevices(subject: OAuthSubject, generator: Generator, count: number): Promise<PairingRound> {
  const asked = await generator.run(authorizeJob(subject.port, { requests: count }));
  const pending = asked.bodies.map((body) => JSON.parse(body) as Pending);

  const begin = performance.now();
  const codes = pending.map(({ user_code: userCode }) => userCode).values();
  const approveInTurn = async (): Promise<void> => {
    for (const userCode of codes) await subject.approve(userCode); // the iterator is shared, so each code is taken once
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, approveInTurn));
  const approve = (performance.now() - begin) / 1000;

  const redeemed = await generator.run(
    redeemJob(
      subject.port,
      pending.map(({ device_code: deviceCode }) => deviceCode),
    ),
  );
  const refreshTokens = redeemed.bodies.map((body) => (JSON.parse(body) as { refresh_token: string }).refresh_token);
  if (refreshTokens.length !== count) throw new Error(`${subject.name} paired ${refreshTokens.length} of ${count} devices`);
  return { authorize: asked.seconds, approve, redeem: redeemed.seconds, refreshTokens };
}

/** Whole pairings: asked for, approved, redeemed. No single one is followed, so there are no latencies. */
export async function measurePairings(
  subjects: readonly OAuthSubject[],
  generator: Generator,
  { rounds, pairings }: Plan,
): Promise<Series[]> {
  for (const subject of subjects) await pairDevices(subject, generator, pairings);
  return takeTurns(
    subjects.map((subject) => ({
      name: subject.name,
      async takeTurn(): Promise<Turn> {
        const cpuOf = watchCpu(subject);
        const { authorize, approve, redeem } = await pairDevices(subject, generator, pairings);
        return { perSecond: pairings / (authorize + approve + redeem), cpu: cpuOf(pairings) };
      },
    })),
    rounds,
  );
}
