import { problem, profileFlag } from '../problems/problem.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import { KEY_WORDS } from './key-keepers.ts';
import type { KeyKeepers } from './key-keepers.ts';
import type { LoginWriter } from './login-writer.ts';
import { createNumberedNames } from './numbered-names.ts';
import type { NumberedFile } from './numbered-names.ts';
import type { PendingStore } from './pending-login.ts';
import { readOwnFile } from './read-own-file.ts';
import { LOGGED_OUT, openLogin } from './sealed-login.ts';
import { systemReason } from './system-reason.ts';
import type { Login, StoreDescription, TokenStore } from './token-store.ts';
import type { KeySource } from './wrapping-key.ts';

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

/** A file may be replaced between the look at the folder and the look into it. More often than this in a row, and something else is wrong. */
const LOOKS = 10;

/**
 * Keeps a login in one sealed file, readable by this user only. Every run reads it, and that is done here; what changes it (login-writer.ts) and what keeps a
 * login that waits (pending-file.ts) is loaded when it is needed, which is before anything is spent: a store is probed first.
 */
export function createFileStore(deps: FileStoreDeps): TokenStore {
  const { folder, profile, keySource, keys } = deps;
  const names = createNumberedNames(folder, ['login', 'jwe']);
  const aboutFile = (path: string) => ({ path, profile, profileFlag: profileFlag(profile) });
  const description: StoreDescription = {
    ...{ kind: keySource === 'os' ? 'os' : 'file', keySource, encrypted: true, persistent: true },
    words: `encrypted file, ${KEY_WORDS[keySource]}`,
  };

  function latest(): NumberedFile | undefined {
    try {
      return names.latest();
    } catch (cause) {
      throw problem('store_unreadable', { path: folder, detail: systemReason(cause) }, { cause });
    }
  }

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

  let waiting: Promise<PendingStore> | undefined;
  const pending = (): Promise<PendingStore> =>
    (waiting ??= import('./pending-file.ts').then(({ createPendingFile }) => createPendingFile(deps)));

  let writing: Promise<LoginWriter> | undefined;
  const writer = (): Promise<LoginWriter> =>
    (writing ??= import('./login-writer.ts').then(({ createLoginWriter }) =>
      createLoginWriter({ ...deps, names: { ...names, latest }, load, pending: store.pending }),
    ));

  const store: TokenStore = {
    description,
    pending: {
      load: async () => (await pending()).load(),
      waiting: async () => (await pending()).waiting(),
      hold: async (login) => (await pending()).hold(login),
      forget: async (id) => (await pending()).forget(id),
    },
    probe: async () => (await writer()).probe(),
    load,
    generation: async () => Promise.resolve(latest()?.generation ?? 0),
    save: async (login) => (await writer()).save(login),
    clear: async (upTo) => (await writer()).clear(upTo),
    exclusively: async (work, options) => (await writer()).exclusively(work, options),
  };
  return store;
}
