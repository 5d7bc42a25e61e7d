import { link, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { NumberedNames } from './numbered-names.ts';
import { syncFolder, writeBeside } from './replace-file.ts';

/** Content that is replaced by putting a file with the next number beside it. The highest number is what counts. */
export interface NumberedFiles {
  /**
   * Puts this content in place, down to the disk, and removes what came before.
   *
   * It is one step that succeeds for one process only, however long anybody was suspended and wherever: the name is made with link(2), which never replaces a
   * file. There is no moment between looking and writing.
   * @returns false when this generation, or a later one, is there already: then nothing was changed
   */
  publish(generation: number, content: string): Promise<boolean>;
  /** Writes this much beside the files and removes it. @throws what writing would throw */
  tryOut(content: string): Promise<void>;
  /** Removes every file up to this generation, and what was left over from writing them. */
  removeUpTo(generation: number): Promise<void>;
}

/** What file systems without links say to link(2): FAT, some of FUSE and of networks. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Did link(2) fail because this file system has no links? */
export function isWithoutLinks(error: unknown): boolean {
  return NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '');
}

/** Writes numbered files. @param names where they are, and what is there */
export function createNumberedFiles({ pathOf, list, latest }: NumberedNames): NumberedFiles {
  async function removeUpTo(generation: number, except?: string): Promise<void> {
    const old = list().filter((file) => file.generation <= generation && file.path !== except);
    await Promise.all(old.map(({ path }) => removeFile(path)));
  }

  return {
    removeUpTo: (generation) => removeUpTo(generation),
    async tryOut(content) {
      const next = (latest()?.generation ?? 0) + 1; // named so that it is tidied away if this process dies here
      await rm(await writeBeside(pathOf(next), content), { force: true });
    },
    async publish(generation, content) {
      const path = pathOf(generation);
      const isNewest = (): boolean => (latest()?.generation ?? 0) <= generation;
      if (!isNewest()) return false;
      const temporary = await writeBeside(path, content);
      try {
        if (!(await putInPlace(temporary, path))) return false;
      } finally {
        await rm(temporary, { force: true });
      }
      await syncFolder(dirname(path));
      // Whoever slept through several generations has made a name that was free again. It counts for nobody.
      if (!isNewest()) {
        await rm(path, { force: true });
        return false;
      }
      await removeUpTo(generation, path);
      return true;
    },
  };
}

/** A folder in the place of a file is not ours: it counts no more, and stays for whoever put it there. */
async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_FS_EISDIR') throw error;
  });
}

/** @returns false when there is a file of that name, or when the temporary one was tidied away because its time is over */
async function putInPlace(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (!isWithoutLinks(error)) throw error;
  }
  // As close as such a file system comes to it: a look, and a rename right after it.
  if (await exists(path)) return false;
  await rename(temporary, path);
  return true;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => (error as NodeJS.ErrnoException).code !== 'ENOENT',
  );
}
