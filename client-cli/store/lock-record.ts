import { randomUUID } from 'node:crypto';
import { link, lstat, open, readFile, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { problem } from '../problems/problem.ts';
import type { ProcessIdentity } from './lock-holder.ts';
import { isWithoutLinks } from './numbered-files.ts';
import { systemReason } from './system-reason.ts';

/** What stands in a lock file. */
export interface Holder extends ProcessIdentity {
  readonly id: string;
}

/** A lock file as somebody saw it. `sign` is another one after each sign of life. */
export interface SeenLock {
  readonly holder: Holder | undefined;
  readonly sign: string;
  readonly writtenAt: number;
}

/**
 * Makes the lock file as a whole, name and content in one step: whoever dies over it leaves either nothing or a lock that says whose it is.
 * @returns the file, open; undefined when somebody else holds the lock
 */
export async function makeLock(path: string, me: Holder): Promise<FileHandle | undefined> {
  const temporary = `${path}.${me.id}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(me));
      await link(temporary, path);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return undefined;
    if (isWithoutLinks(cause)) return takeInTwoSteps(path, me);
    throw problem('store_unwritable', { path, detail: systemReason(cause) }, { cause });
  }
}

async function takeInTwoSteps(path: string, me: Holder): Promise<FileHandle | undefined> {
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw problem('store_unwritable', { path, detail: systemReason(error) }, { cause: error });
  });
  await file?.writeFile(JSON.stringify(me));
  return file;
}

/**
 * Removes a lock, but only as it was seen. It is moved aside first, which only one of several processes can do; should its holder have given a sign of life
 * in the meantime, or somebody else have been quicker, it is put back.
 */
export async function removeLock(path: string, seen: SeenLock): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await lookAtLock(aside))?.sign !== seen.sign) await link(aside, path);
    else if (seen.holder !== undefined) await rm(`${path}.${seen.holder.id}`, { force: true }); // if it died while it made the lock
  } catch {
    return; // somebody else was quicker: look again
  } finally {
    await rm(aside, { force: true, recursive: true });
  }
}

/** A lock as it is now; undefined when there is none. */
export async function lookAtLock(path: string): Promise<SeenLock | undefined> {
  try {
    // Opened first: on a network drive that brings what is known of the file up to date.
    const text = await readFile(path, 'utf8').catch(() => '');
    const { mtimeMs, ino } = await lstat(path);
    return { holder: readHolder(text), sign: `${ino} ${mtimeMs} ${text}`, writtenAt: mtimeMs };
  } catch {
    return undefined; // gone
  }
}

/** It becomes part of a file name. */
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** @returns undefined for what is not written to the end yet, or is none */
function readHolder(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    const isWhole = typeof holder?.id === 'string' && typeof holder.host === 'string' && Number.isInteger(holder.pid);
    return isWhole && ID.test(holder.id ?? '') && (holder.pid ?? 0) > 0 ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}
