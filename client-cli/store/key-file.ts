import { randomBytes } from 'node:crypto';
import { link, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../problems/problem.ts';
import { makeFolder, writeBeside } from './replace-file.ts';
import { systemReason } from './system-reason.ts';
import { KEY_BYTES, rawKey } from './wrapping-key.ts';
import type { WrappingKey } from './wrapping-key.ts';

/** A key that this program made for itself, in a file that only this user can read. */
export interface KeyFile {
  /** @throws StoreUnavailable `store_key_file`, `store_unreadable`; undefined when there is none yet */
  read(): Promise<WrappingKey | undefined>;
  /** The key, made now if need be. Of several processes that come first at once, all get the same one. */
  readOrMake(): Promise<WrappingKey>;
}

/** @param folder where it is kept, under the name `store.key` */
export function createKeyFile(folder: string): KeyFile {
  const path = join(folder, 'store.key');

  async function read(): Promise<WrappingKey | undefined> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw problem('store_unreadable', { path, detail: systemReason(cause) }, { cause });
    }
    const key = Buffer.from(text.trim(), 'base64url');
    if (key.length !== KEY_BYTES) throw problem('store_key_file', { path, detail: 'it does not hold 32 bytes in base64url' });
    return rawKey('key-file', key);
  }

  async function make(): Promise<void> {
    let temporary: string | undefined;
    try {
      await makeFolder(folder);
      temporary = await writeBeside(path, `${randomBytes(KEY_BYTES).toString('base64url')}\n`);
      await link(temporary, path); // unlike a rename, it never replaces a key that another process has just made
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return;
      throw problem('store_unwritable', { path: folder, detail: systemReason(cause) }, { cause });
    } finally {
      if (temporary !== undefined) await rm(temporary, { force: true });
    }
  }

  return {
    read,
    async readOrMake() {
      const there = await read();
      if (there !== undefined) return there;
      await make();
      const key = await read();
      if (key === undefined) throw problem('store_key_file', { path, detail: 'it is gone again' });
      return key;
    },
  };
}
