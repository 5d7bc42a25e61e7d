import { authorizeJob, redeemJob } from '../load/jobs.ts';
import type { Proving } from '../load/proofs.ts';
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

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** A round of pairings: how long each step took, in seconds, and the tokens that came of it. */
export interface PairingRound {
  readonly authorize: number;
  readonly approve: number;
  readonly redeem: number;
  readonly devices: readonly { readonly accessToken: string; readonly refreshToken: string }[];
}

/** Pairs so many devices, step by step: all ask, Alice approves all, all redeem, and prove keys then if they are to. */
export async function pairDevices(
  subject: OAuthSubject,
  generator: Generator,
  count: number,
  proving?: Proving,
): Promise<PairingRound> {
  const asked = await generator.run(authorizeJob(subject.port, { requests: count }));
  const pending = asked.bodies.map((body) => JSON.parse(body) as Pending);

  const begin = performance.now();
  const codes = pending.map(({ user_code: userCode }) => userCode).values();
  const approveInTurn = async (): Promise<void> => {
    for (const userCode of codes) await subject.approve(userCode); // the iterator is shared, so each code is taken once
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, approveInTurn));
  const approve = (performance.now() - begin) / 1000;

  const deviceCodes = pending.map(({ device_code: deviceCode }) => deviceCode);
  const redeemed = await generator.run({ ...redeemJob(subject.port, deviceCodes), proving });
  const devices = redeemed.bodies.map((body) => {
    const { access_token: accessToken, refresh_token: refreshToken } = JSON.parse(body) as Tokens;
    return { accessToken, refreshToken };
  });
  if (devices.length !== count) throw new Error(`${subject.name} paired ${devices.length} of ${count} devices`);
  return { authorize: asked.seconds, approve, redeem: redeemed.seconds, devices };
}

/** Whole pairings as a turn of their subject. No single one is followed, so there are no latencies. */
export async function pairingTurn(
  subject: OAuthSubject,
  generator: Generator,
  pairings: number,
  proving?: Proving,
): Promise<Turn> {
  const cpuOf = watchCpu(subject);
  const { authorize, approve, redeem } = await pairDevices(subject, generator, pairings, proving);
  return { perSecond: pairings / (authorize + approve + redeem), cpu: cpuOf(pairings) };
}

/** Whole pairings: asked for, approved, redeemed. */
export async function measurePairings(
  subjects: readonly OAuthSubject[],
  generator: Generator,
  { rounds, pairings }: Plan,
): Promise<Series[]> {
  for (const subject of subjects) await pairDevices(subject, generator, pairings);
  return takeTurns(
    subjects.map((subject) => ({
      name: subject.name,
      takeTurn: () => pairingTurn(subject, generator, pairings),
    })),
    rounds,
  );
}
