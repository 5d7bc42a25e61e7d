import { readFile, rm, stat, utimes } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { profileFlag } from '../problems/problem.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import type { KeyKeepers } from './key-keepers.ts';
import { remainingLife } from './pending-login.ts';
import type { PendingLogin, PendingStore, Waiter } from './pending-login.ts';
import { readOwnFile } from './read-own-file.ts';
import { makePrivateFolder, replaceFile } from './replace-file.ts';
import { seal } from './seal-login.ts';
import { openSealed } from './sealed-login.ts';
import type { KeySource } from './wrapping-key.ts';

/** What keeping a pending login depends on. */
export interface PendingFileDeps {
  /** The folder of the profile. */
  readonly folder: string;
  readonly profile: string;
  /** Where the key is that seals. */
  readonly keySource: KeySource;
  readonly keys: KeyKeepers;
  readonly time: Time;
}

/** Who waits, as it is written down. */
interface WaiterFile extends Waiter {
  readonly id: string;
}

/** How often a waiting process shows that it is still there. */
const SIGN_OF_LIFE: Milliseconds = 10_000;

/** One that has shown nothing for so long is gone, or stopped; should it wake, it finds that it was passed over, and ends. */
const PASSED_OVER_AFTER: Milliseconds = 45_000;

const KIND = 'countersign-pending';

/**
 * Keeps a pending login in a sealed file, so that an interrupted one can be resumed, and beside it who waits for it. There is no lock that could be left
 * behind: whoever comes last has the right to wait, and everybody else finds out before their next poll.
 */
export function createPendingFile({ folder, profile, keySource, keys, time }: PendingFileDeps): PendingStore {
  const path = join(folder, 'pending.jwe');
  const waiterPath = join(folder, 'pending.waiter');
  const about = { path, profile, profileFlag: profileFlag(profile) };

  async function load(): Promise<PendingLogin | undefined> {
    const sealed = await readOwnFile(path, { secret: false });
    if (sealed === undefined) return undefined;
    const pending = (await openSealed(sealed, KIND, about, async (source, id) =>
      (await keys.of(source)).toOpen(id),
    )) as PendingLogin;
    if (remainingLife(pending, time.now()) > 0) return pending;
    await forget();
    return undefined;
  }

  async function forget(id?: string): Promise<void> {
    if (id !== undefined && (await load().catch(() => undefined))?.id !== id) return;
    await rm(path, { force: true });
  }

  async function readWaiter(): Promise<WaiterFile | undefined> {
    try {
      return JSON.parse(await readFile(waiterPath, 'utf8')) as WaiterFile;
    } catch {
      return undefined; // gone, or of no use
    }
  }

  return {
    load,
    forget,
    async waiting() {
      const waiter = await readWaiter();
      if (waiter === undefined || (waiter.host === hostname() && !isAnother(waiter.pid))) return undefined;
      const seen = await stat(waiterPath).catch(() => undefined);
      return seen === undefined || time.now() - seen.mtimeMs > PASSED_OVER_AFTER ? undefined : waiter;
    },
    async hold(pending) {
      const id = randomUUID();
      const key = await (await keys.of(keySource)).toSeal();
      const sealed = await seal(pending, { typ: KIND, profile, source: keySource, key });
      await makePrivateFolder(folder);
      await replaceFile(path, sealed);
      await replaceFile(waiterPath, JSON.stringify({ id, pid: process.pid, host: hostname() } satisfies WaiterFile));

      const holds = async (): Promise<boolean> => (await readWaiter())?.id === id;
      const signs = setInterval(() => {
        void holds().then((mine) => (mine ? utimes(waiterPath, new Date(time.now()), new Date(time.now())) : undefined), ignore);
      }, SIGN_OF_LIFE);
      signs.unref();
      return {
        isMine: async () => (await holds()) && (await readFile(path, 'utf8').catch(() => undefined)) === sealed,
        async release() {
          clearInterval(signs);
          if (await holds()) await rm(waiterPath, { force: true });
        },
      };
    },
  };
}

/** The next sign of life makes good for one that failed. */
const ignore = (): undefined => undefined;

/** Is this the process of somebody else, and does it live? In containers, the one before us often had our own number. */
function isAnother(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // there, but another user's
  }
}
