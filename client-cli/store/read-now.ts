import { readdirSync, readFileSync } from 'node:fs';

// What every run reads is a few kilobytes on a disk of this machine. It is read at once: only to load what would wait for it takes longer.

/** The text of a small file; undefined when there is none. @throws the error of the operating system */
export function readNow(path: string): string | undefined {
  return unlessGone(() => readFileSync(path, 'utf8'));
}

/** The names in a folder; undefined when there is none. @throws the error of the operating system */
export function listNow(folder: string): string[] | undefined {
  return unlessGone(() => readdirSync(folder));
}

function unlessGone<Result>(look: () => Result): Result | undefined {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
