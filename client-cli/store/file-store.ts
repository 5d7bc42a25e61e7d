import { join } from 'node:path';
import { problem, profileFlag } from '../problems/problem.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import { KEY_WORDS } from './key-keepers.ts';
import type { KeyKeepers } from './key-keepers.ts';
import { withLock } from './lock-file.ts';
import { createNumberedFiles } from './numbered-files.ts';
import type { NumberedFile } from './numbered-files.ts';
import { createPendingFile } from './pending-file.ts';
import { readOwnFile } from './read-own-file.ts';
import { makePrivateFolder } from './replace-file.ts';
import { keySourceOf, openLogin, sealLogin } from './sealed-login.ts';
import { systemReason } from './system-reason.ts';
import type { Login, StoreDescription, TokenStore } from './token-store.ts';
import type { KeySource, WrappingKey } from './wrapping-key.ts';

/** What a file store depends on. */
export interface FileStoreDeps {
  /** The folder of the profile. */
  readonly folder: string;
  readonly profile: string;
  /** Where the key is that seals. A file says itself where the key is that opens it: a login may have moved, and not yet the record of where it is. */
  readonly keySource: KeySource;
  readonly keys: KeyKeepers;
  /** How long to wait for other processes. */
  readonly longestWait: Milliseconds;
  readonly time: Time;
}

/** What stands in place of a login that was ended: a generation like any other, so that no earlier one can come after it. */
const LOGGED_OUT = 'logged out\n';

/** A file may be replaced between the look at the folder and the look into it. More often than this in a row, and something else is wrong. */
const LOOKS = 10;

/** Keeps a login in one sealed file, readable by this user only. */
export function createFileStore(deps: FileStoreDeps): TokenStore {
  const { folder, profile, keySource, keys, longestWait, time } = deps;
  const files = createNumberedFiles(folder, ['login', 'jwe']);
  const aboutFile = (path: string) => ({ path, profile, profileFlag: profileFlag(profile) });
  const description: StoreDescription = {
    ...{ kind: keySource === 'os' ? 'os' : 'file', keySource, encrypted: true, persistent: true },
    words: `encrypted file, ${KEY_WORDS[keySource]}`,
  };

  const pending = createPendingFile({ folder, profile, keySource, keys, time });

  async function keyToSeal(): Promise<WrappingKey> {
    return (await keys.of(keySource)).toSeal();
  }

  async function writing<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      await makePrivateFolder(folder);
      return await work();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
      throw problem('store_unwritable', { path: folder, detail: systemReason(cause) }, { cause });
    }
  }

  function reading<Result>(path: string, work: () => Result): Result {
    try {
      return work();
    } catch (cause) {
      throw problem('store_unreadable', { path, detail: systemReason(cause) }, { cause });
    }
  }

  const latest = (): NumberedFile | undefined => reading(folder, () => files.latest());
  const generation = (): number => latest()?.generation ?? 0;

  async function load(): Promise<Login | undefined> {
    for (let look = 1; ; look += 1) {
      const file = latest();
      if (file === undefined) return undefined;
      const content = await readOwnFile(file.path, { secret: false });
      if (content === LOGGED_OUT) return undefined;
      if (content === undefined && look < LOOKS) continue;
      const login = await openLogin(content ?? '', aboutFile(file.path), async (source, id) =>
        (await keys.of(source)).toOpen(id),
      );
      // Somebody has renamed an earlier one.
      if (login.generation !== file.generation) throw problem('store_damaged', aboutFile(file.path));
      return login;
    }
  }

  async function clear(upTo?: number): Promise<boolean> {
    const file = latest();
    const stored = file?.generation ?? 0;
    if (upTo !== undefined && stored > upTo) return false;
    const sealed = file && (await readOwnFile(file.path, { secret: false }).catch(() => undefined));
    if (file !== undefined) {
      const mark = Math.max(stored, upTo ?? 0) + 1;
      const marked = await writing(() => files.publish(mark, LOGGED_OUT)).catch(() => undefined);
      if (marked === false) return clear(upTo); // somebody was quicker
      await writing(() => files.removeUpTo(stored)); // also where there is no room for a mark: whoever logs out is logged out
    }
    if (upTo !== undefined && (await pending.load().catch(() => 'unreadable'))) return true; // the next login needs the key
    const sources = new Set([keySource, keySourceOf(sealed ?? '') ?? keySource]);
    await Promise.all([...sources].map((source) => keys.discard(source)));
    return true;
  }

  return {
    description,
    pending,
    async probe() {
      await keyToSeal();
      await writing(() => files.tryOut('probe\n'.repeat(2048)));
    },
    load,
    generation: async () => Promise.resolve(generation()),
    async save(login) {
      const sealed = await sealLogin(login, profile, keySource, await keyToSeal());
      if (await writing(() => files.publish(login.generation, sealed))) return true;
      // An attempt of ours may have got further than it could tell.
      const stored = await load().catch(() => undefined);
      return stored?.generation === login.generation && stored.accessToken === login.accessToken;
    },
    clear,
    async exclusively(work, options) {
      await writing(() => Promise.resolve());
      return withLock({ path: join(folder, 'lock'), profile, longestWait, time }, work, options);
    },
  };
}
