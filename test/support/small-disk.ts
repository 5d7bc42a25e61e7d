import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Enough for a database and its write-ahead log, which may grow to 32 MiB before it is written back. */
const SIZE_KB = 64 * 1024;

/** A folder on a disk that can be full. */
export interface SmallDisk {
  readonly folder: string;
  /** In which way it is full: for titles. */
  readonly way: string;
  /** From now on these processes can write no more. */
  fill(pids: readonly number[]): Promise<void>;
  /** There is room again. */
  free(pids: readonly number[]): Promise<void>;
  remove(): Promise<void>;
}

/** May we mount a file system? In many containers nobody may, not even root. */
export async function mayMount(): Promise<boolean> {
  const disk = await makeSmallDisk();
  await disk.remove();
  return disk.way.includes('ENOSPC');
}

/** A small file system in memory, where we may mount one; else an ordinary folder, and a limit on how large a file may grow. Linux only. */
export async function makeSmallDisk(): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_KB}k`, 'tmpfs', folder]);
  } catch {
    return limitedFiles(folder);
  }
  return smallFileSystem(folder);
}

function smallFileSystem(folder: string): SmallDisk {
  const ballast = join(folder, 'ballast');
  return {
    folder,
    way: 'a small file system (ENOSPC)',
    async fill() {
      const [large, small] = [Buffer.alloc(1024 * 1024), Buffer.alloc(1024)];
      for (const block of [large, small]) while (await fits(ballast, block));
    },
    free: () => rm(ballast),
    async remove() {
      await run('umount', [folder]);
      await rm(folder, { recursive: true });
    },
  };
}

/** @returns false if the disk was full */
async function fits(file: string, block: Buffer): Promise<boolean> {
  try {
    await writeFile(file, block, { flag: 'a' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}

function limitedFiles(folder: string): SmallDisk {
  const limit = (pids: readonly number[], bytes: string): Promise<unknown> =>
    Promise.all(pids.map((pid) => run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`])));
  return {
    folder,
    way: 'a limit on the size of files (EFBIG)',
    async fill(pids) {
      await limit(pids, '1');
    },
    async free(pids) {
      await limit(pids, 'unlimited');
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
