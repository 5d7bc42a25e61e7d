import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** For this user only. */
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** Makes a folder that only this user can open. One that is there stays as it is: a person may have named a folder that others use too. */
export async function makeFolder(folder: string): Promise<void> {
  // Not with `recursive`: where a folder is there and takes no new ones with ENOENT (/proc, automounts), Node then tries for ever.
  try {
    await mkdir(folder, { mode: PRIVATE_FOLDER });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'EISDIR' || code === 'EROFS') return mustBeFolder(folder, error);
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder, { mode: PRIVATE_FOLDER }).catch((again: unknown) => mustBeFolder(folder, again));
  }
}

/** @throws `error`, why it could not be made, when it is not there either */
async function mustBeFolder(folder: string, error: unknown): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) throw error;
  if (!found.isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR', syscall: 'mkdir' });
}

/** Makes a folder that is ours alone, and closes it to others when it is there already. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  await chmod(folder, PRIVATE_FOLDER);
}

/**
 * Replaces a file as a whole: a new file beside it, brought to the disk, then renamed over it. Whoever reads sees the old or the new content, never
 * a part, also after a crash or with a full disk. The folder must exist.
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = await writeBeside(path, content);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Writes a file next to `path` that only this user can read, down to the disk. @returns where it is */
export async function writeBeside(path: string, content: string): Promise<string> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`;
  const file = await open(temporary, 'wx', PRIVATE_FILE);
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(temporary, { force: true });
    throw error;
  }
  await file.close();
  return temporary;
}

/** Brings a name itself to the disk. Windows cannot open a folder for that and needs no such step. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
