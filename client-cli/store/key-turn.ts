import { join } from 'node:path';
import { Problem, StoreUnavailable, Temporary } from '../problems/problem.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import type { KeyKeepers } from './key-keepers.ts';
import { withLock } from './lock-file.ts';
import type { KeySource } from './wrapping-key.ts';

/** What taking turns at a key depends on. */
export interface KeyTurnDeps {
  /** The folder of the profile. */
  readonly folder: string;
  readonly profile: string;
  readonly keys: KeyKeepers;
  readonly longestWait: Milliseconds;
  readonly time: Time;
}

/** Turns at the key of a profile in the store of the operating system. */
export interface KeyTurn {
  /** Seals a login that comes where there is none with this key. */
  seal(work: () => Promise<boolean>): Promise<boolean>;
  /** Removes the key. @param isNeeded asked when it is our turn: has another login come meanwhile? */
  discard(source: KeySource, isNeeded: () => Promise<boolean>): Promise<void>;
}

/**
 * Whoever logs out removes the key after the login; whoever logs in finds the key before they put their login there. In between, each would not see the other, and a
 * login would be left whose key is gone. So both take turns. It is another lock than that for renewals: a log-out takes that one too, and a login does not wait for it.
 */
export function createKeyTurn({ folder, profile, keys, longestWait, time }: KeyTurnDeps): KeyTurn {
  const lock = { path: join(folder, 'key.lock'), profile, longestWait, time };
  return {
    async seal(work) {
      const turn = { hasCome: false };
      try {
        return await withLock(lock, () => {
          turn.hasCome = true;
          return work();
        });
      } catch (error) {
        if (turn.hasCome || !(error instanceof Problem)) throw error;
        return work(); // without a turn: rather that than lose a login
      }
    },
    async discard(source, isNeeded) {
      if (source !== 'os') return keys.discard(source);
      const discard = async (): Promise<void> => {
        if (!(await isNeeded())) await keys.discard(source);
      };
      await withLock(lock, discard).catch((error: unknown) => {
        if (error instanceof StoreUnavailable) return discard(); // where no lock can be written, no login can
        if (error instanceof Temporary) return undefined; // somebody else is at it; a key that is left over opens nothing
        throw error;
      });
    },
  };
}
