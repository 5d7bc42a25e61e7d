import { randomBytes } from 'node:crypto';
import { link, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { problem } from '../problems/problem.ts';
import { makeFolder, writeBeside } from './replace-file.ts';
import { systemReason } from './system-reason.ts';
import { KEY_BYTES, writeKey } from './wrapping-key.ts';

/** Makes a key in a file that only this user can read, unless there is one. @throws StoreUnavailable `store_unwritable` */
export async function makeKeyFile(path: string): Promise<void> {
  const folder = dirname(path);
  let temporary: string | undefined;
  try {
    await makeFolder(folder);
    temporary = await writeBeside(path, `${writeKey(randomBytes(KEY_BYTES))}\n`);
    await link(temporary, path); // unlike a rename, it never replaces a key that another process has just made
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw problem('store_unwritable', { path: folder, detail: systemReason(cause) }, { cause });
  } finally {
    if (temporary !== undefined) await rm(temporary, { force: true });
  }
}
