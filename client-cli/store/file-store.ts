import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { problem, profileFlag } from '../problems/problem.ts';
import type { Time } from '../time.ts';
import { withLock } from './lock-file.ts';
import { makePrivateFolder, replaceFile, writeBeside } from './replace-file.ts';
import { openLogin, sealLogin } from './sealed-login.ts';
import { systemReason } from './system-reason.ts';
import type { StoreDescription, TokenStore } from './token-store.ts';
import type { KeySource, WrappingKey } from './wrapping-key.ts';

/** What a file store depends on. */
export interface FileStoreDeps {
  /** The folder of the profile. */
  readonly folder: string;
  readonly profile: string;
  readonly keySource: KeySource;
  /** The key that seals; asked for when it is first needed, made then if it may be. */
  readonly keyToSeal: () => Promise<WrappingKey>;
  /** The key that opens; never made. */
  readonly keyToOpen: () => Promise<WrappingKey>;
  readonly time: Time;
}

const WORDS: Readonly<Record<KeySource, string>> = {
  environment: 'encrypted file, key from COUNTERSIGN_STORE_KEY',
  'key-file': 'encrypted file, key in a file of this user',
};

/** Keeps a login in one sealed file, readable by this user only. */
export function createFileStore({ folder, profile, keySource, keyToSeal, keyToOpen, time }: FileStoreDeps): TokenStore {
  const path = join(folder, 'login.jwe');
  const about = { path, profile, profileFlag: profileFlag(profile) };
  const description: StoreDescription = { kind: 'file', encrypted: true, persistent: true, words: WORDS[keySource] };

  async function writing<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      await makePrivateFolder(folder);
      return await work();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
      throw problem('store_unwritable', { path: folder, detail: systemReason(cause) }, { cause });
    }
  }

  return {
    description,
    async probe() {
      await keyToSeal();
      await writing(async () => rm(await writeBeside(path, 'probe\n'.repeat(1024))));
    },
    async load() {
      let sealed: string;
      try {
        sealed = await readFile(path, 'utf8');
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw problem('store_unreadable', { path, detail: systemReason(cause) }, { cause });
      }
      return openLogin(sealed, about, await keyToOpen());
    },
    async save(login) {
      const sealed = await sealLogin(login, profile, await keyToSeal());
      await writing(() => replaceFile(path, sealed));
    },
    async clear() {
      await writing(() => rm(path, { force: true }));
    },
    async exclusively(work) {
      await writing(() => Promise.resolve());
      return withLock({ path: join(folder, 'lock'), profile, time }, work);
    },
  };
}
