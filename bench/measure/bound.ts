import { generateKeyPairSync } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';

import { calculateJwkThumbprint, decodeJwt } from 'jose';

import type { LoadJob } from '../load/job.ts';
import { pollJob, refreshJob } from '../load/jobs.ts';
import type { Proving } from '../load/proofs.ts';
import type { Generator } from '../load/start-generator.ts';
import { CONNECTIONS } from '../plan.ts';
import type { Plan } from '../plan.ts';
import type { OAuthSubject } from '../subjects/subject.ts';
import { oneTurn } from './one-turn.ts';
import { pairDevices, pairingTurn } from './pairings.ts';
import { takeTurns } from './take-turns.ts';
import type { Contestant, Series } from './take-turns.ts';

/** Consoles that poll at the same time, each with a key of its own. */
const POLLING_CONSOLES = 1_000;

/** What is written behind a subject's name where the same is measured without keys. */
export const WITHOUT_PROOFS = ', without proofs';

/** What consoles do that prove a key with every request to the token endpoint (DPoP, RFC 9449), as ours do. */
export interface BoundSeries {
  readonly polls: readonly Series[];
  readonly pairings: readonly Series[];
  readonly refreshes: readonly Series[];
}

/** Polls, pairings and refreshes with proofs, and those of `alsoPlain` without as well. */
export async function measureBound(
  subjects: readonly OAuthSubject[],
  alsoPlain: OAuthSubject,
  generator: Generator,
  plan: Plan,
): Promise<BoundSeries> {
  const { rounds, turn, warmUp, pairings, pendingCodes } = plan;
  const polling: Proving = { keys: makeKeys(POLLING_CONSOLES), use: 'again' };
  const owning: Proving = { keys: makeKeys(CONNECTIONS), use: 'once' };

  /** Everybody in turn, and one of them once more without proofs, after a warm-up. */
  async function measure(contestant: (subject: OAuthSubject, proving: boolean) => Contestant): Promise<Series[]> {
    const plain = contestant(alsoPlain, false);
    const contestants = [
      ...subjects.map((subject) => contestant(subject, true)),
      { ...plain, name: plain.name + WITHOUT_PROOFS },
    ];
    return takeTurns(contestants, rounds);
  }

  async function refreshes(subject: OAuthSubject, isProving: boolean, seconds: number): Promise<LoadJob> {
    const { devices } = await pairDevices(subject, generator, CONNECTIONS, isProving ? owning : undefined);
    const job = refreshJob(
      subject.port,
      devices.map(({ refreshToken }) => refreshToken),
      { seconds },
    );
    return isProving ? { ...job, proving: { ...owning, keys: await keysOf(devices, owning.keys) } } : job;
  }

  const polls = (subject: OAuthSubject, isProving: boolean, seconds: number): LoadJob => ({
    ...pollJob(subject.port, pendingCodes, { seconds }),
    ...(isProving && { proving: polling }),
  });

  for (const subject of subjects) {
    await generator.run(polls(subject, true, warmUp));
    await generator.run(await refreshes(subject, true, warmUp));
  }
  return {
    polls: await measure((subject, isProving) => ({
      name: subject.name,
      takeTurn: () => oneTurn(subject, generator, polls(subject, isProving, turn)),
    })),
    pairings: await measure((subject, isProving) => ({
      name: subject.name,
      takeTurn: () => pairingTurn(subject, generator, pairings, isProving ? owning : undefined),
    })),
    refreshes: await measure((subject, isProving) => ({
      name: subject.name,
      takeTurn: async () => oneTurn(subject, generator, await refreshes(subject, isProving, turn)),
    })),
  };
}

function makeKeys(count: number): JsonWebKey[] {
  return Array.from({ length: count }, () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  );
}

/** The key that each device's tokens are bound to (`cnf.jkt`, RFC 9449, section 6.1): a connection that refreshes a token has to prove its key. */
async function keysOf(devices: readonly { readonly accessToken: string }[], keys: readonly JsonWebKey[]): Promise<JsonWebKey[]> {
  const byThumbprint = new Map<unknown, JsonWebKey>();
  for (const key of keys) byThumbprint.set(await calculateJwkThumbprint(key), key);
  return devices.map(({ accessToken }) => {
    const { jkt } = (decodeJwt(accessToken).cnf ?? {}) as { jkt?: string };
    const key = byThumbprint.get(jkt);
    if (!key) throw new Error('a token is bound to no key of ours');
    return key;
  });
}
