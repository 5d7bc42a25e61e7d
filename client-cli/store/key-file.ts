import { randomBytes } from 'node:crypto';
import { link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../problems/problem.ts';
import { readOwnFile } from './read-own-file.ts';
import { makeFolder, writeBeside } from './replace-file.ts';
import { systemReason } from './system-reason.ts';
import { KEY_BYTES, rawKey, readKey, writeKey } from './wrapping-key.ts';
import type { KeyKeeper, WrappingKey } from './wrapping-key.ts';

/**
 * A key that this program made for itself, in a file that only this user can read. It protects against whoever copies the token file, not against
 * programs that run as this user.
 *
 * @param folder where it is kept, under the name `store.key`; all profiles there share it
 */
export function createKeyFile(folder: string): KeyKeeper {
  const path = join(folder, 'store.key');

  async function read(): Promise<WrappingKey | undefined> {
    const text = await readOwnFile(path, { secret: true });
    if (text === undefined) return undefined;
    const key = readKey(text.trim());
    if (key === undefined) throw problem('store_key_file', { path, detail: 'it does not hold 32 bytes in base64url' });
    return rawKey(key);
  }

  async function make(): Promise<void> {
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

  return {
    async toOpen() {
      const key = await read();
      if (key === undefined) throw problem('store_key_file', { path, detail: 'it is not there' });
      return key;
    },
    async toSeal() {
      const there = await read();
      if (there !== undefined) return there;
      await make(); // of several processes that come first at once, all get the same one
      const key = await read();
      if (key === undefined) throw problem('store_key_file', { path, detail: 'it is gone again' });
      return key;
    },
    discard: () => Promise.resolve(), // other profiles need it
  };
}
