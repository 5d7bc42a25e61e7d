import { join } from 'node:path';
import { problem } from '../problems/problem.ts';
import { readOwnFile } from './read-own-file.ts';
import { rawKey, readKey } from './wrapping-key.ts';
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

  return {
    async toOpen() {
      const key = await read();
      if (key === undefined) throw problem('store_key_file', { path, detail: 'it is not there' });
      return key;
    },
    async toSeal() {
      const there = await read();
      if (there !== undefined) return there;
      await (await import('./make-key-file.ts')).makeKeyFile(path); // of several processes that come first at once, all get the same one
      const key = await read();
      if (key === undefined) throw problem('store_key_file', { path, detail: 'it is gone again' });
      return key;
    },
    isKnown: () => true,
    discard: () => Promise.resolve(), // other profiles need it
  };
}
