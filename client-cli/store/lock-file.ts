import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { problem } from '../problems/problem.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import { systemReason } from './system-reason.ts';

/** Who holds a lock. */
interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

/** What a lock file depends on. */
export interface LockDeps {
  readonly path: string;
  readonly profile: string;
  readonly time: Time;
}

/** How often a waiting process looks again. */
const LOOK_AGAIN: Milliseconds = 50;

/** A lock is held over one renewal: two requests with a time limit each. Longer than this, and its holder hangs or its machine is gone. */
const LONGEST_HOLD: Milliseconds = 60_000;

/** A lock file whose holder cannot be read is being written; longer than this, and whoever wrote it has died over it. */
const LONGEST_WRITE: Milliseconds = 5000;

/**
 * Runs `work` while holding a lock file, so that two processes do not spend the same refresh token.
 *
 * The file is made with O_EXCL, which only one process can do. A holder that has died (same machine, no such process) is passed over at once, one
 * of another machine after a minute. Should a holder be passed over while it still lives, the generation number of the login keeps it from doing
 * harm (see renew-login.ts).
 *
 * @throws Temporary `store_busy`; StoreUnavailable `store_unwritable`
 */
export async function withLock<Result>({ path, profile, time }: LockDeps, work: () => Promise<Result>): Promise<Result> {
  const id = randomUUID();
  const started = time.elapsed();
  while (!(await take(path, { id, pid: process.pid, host: hostname() }))) {
    await passOverDeadHolder(path, time);
    if (time.elapsed() - started > LONGEST_HOLD) throw problem('store_busy', { profile });
    await time.sleep(LOOK_AGAIN);
  }
  try {
    return await work();
  } finally {
    const holder = await readHolder(path);
    if (holder?.id === id) await rm(path, { force: true });
  }
}

async function take(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(holder));
    } catch (error) {
      await rm(path, { force: true }); // nobody could tell whose it is
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw problem('store_unwritable', { path, detail: systemReason(cause) }, { cause });
  }
}

/**
 * Removes the lock of a dead holder. It is moved aside first, which only one of several processes can do; should it turn out to be the lock of
 * somebody who was quicker, it is put back.
 */
async function passOverDeadHolder(path: string, time: Time): Promise<void> {
  const holder = await readHolder(path);
  if (!isDead(holder, await ageOf(path, time))) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    const moved = await readHolder(aside);
    if (moved?.id !== holder?.id) await link(aside, path);
  } catch {
    return; // somebody else was quicker: look again
  } finally {
    await rm(aside, { force: true });
  }
}

function isDead(holder: Holder | undefined, age: Milliseconds): boolean {
  if (holder === undefined) return age > LONGEST_WRITE;
  return age > LONGEST_HOLD || (holder.host === hostname() && !isAlive(holder.pid));
}

async function ageOf(path: string, time: Time): Promise<Milliseconds> {
  try {
    return time.now() - (await stat(path)).mtimeMs;
  } catch {
    return 0; // gone
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined; // gone, or not written to the end yet
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // there, but another user's
  }
}
