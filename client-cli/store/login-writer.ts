import { join } from 'node:path';
import { problem } from '../problems/problem.ts';
import type { FileStoreDeps } from './file-store.ts';
import { createKeyTurn } from './key-turn.ts';
import { withLock } from './lock-file.ts';
import { createNumberedFiles } from './numbered-files.ts';
import type { NumberedNames } from './numbered-names.ts';
import type { PendingStore } from './pending-login.ts';
import { readOwnFile } from './read-own-file.ts';
import { makePrivateFolder } from './replace-file.ts';
import { sealLogin } from './seal-login.ts';
import { LOGGED_OUT, keySourceOf } from './sealed-login.ts';
import { systemReason } from './system-reason.ts';
import type { Login, TokenStore } from './token-store.ts';
import type { KeySource } from './wrapping-key.ts';

/** What changes the file of a login. */
export type LoginWriter = Pick<TokenStore, 'probe' | 'save' | 'clear' | 'exclusively'>;

/** What writing depends on. */
export interface LoginWriterDeps extends FileStoreDeps {
  readonly names: NumberedNames;
  readonly load: TokenStore['load'];
  readonly pending: PendingStore;
}

/** Writes what file-store.ts reads. */
export function createLoginWriter(deps: LoginWriterDeps): LoginWriter {
  const { folder, profile, keySource, keys, longestWait, time, names, load, pending } = deps;
  const files = createNumberedFiles(names);
  const keyTurn = createKeyTurn(deps);

  async function writing<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      await makePrivateFolder(folder);
      return await work();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
      throw problem('store_unwritable', { path: folder, detail: systemReason(cause) }, { cause });
    }
  }

  async function put(login: Login, looks: 'now' | 'lately'): Promise<boolean> {
    const sealed = await sealLogin(login, profile, keySource, await (await keys.of(keySource)).toSeal(looks));
    if (await writing(() => files.publish(login.generation, sealed))) return true;
    // An attempt of ours may have got further than it could tell.
    const stored = await load().catch(() => undefined);
    return stored?.generation === login.generation && stored.accessToken === login.accessToken;
  }

  /** What stands in the newest file, if it can be read. */
  async function sealedNow(): Promise<string | undefined> {
    const file = names.latest();
    return file && (await readOwnFile(file.path, { secret: false }).catch(() => undefined));
  }

  async function clear(upTo?: number): Promise<boolean> {
    const file = names.latest();
    const stored = file?.generation ?? 0;
    if (upTo !== undefined && stored > upTo) return false;
    const sealed = await sealedNow();
    let ended = stored;
    if (file !== undefined) {
      const mark = Math.max(stored, upTo ?? 0) + 1;
      const marked = await writing(() => files.publish(mark, LOGGED_OUT)).catch(() => undefined);
      if (marked === false) return clear(upTo); // somebody was quicker
      if (marked) ended = mark;
      await writing(() => files.removeUpTo(stored)); // also where there is no room for a mark: whoever logs out is logged out
    }
    if (upTo !== undefined && (await pending.load().catch(() => 'unreadable'))) return true; // the next login needs the key
    const sources = new Set<KeySource>([keySource, keySourceOf(sealed ?? '') ?? keySource]);
    const isNeeded = (): Promise<boolean> => Promise.resolve((names.latest()?.generation ?? 0) > ended);
    await Promise.all([...sources].map((source) => keyTurn.discard(source, isNeeded)));
    return true;
  }

  return {
    async probe() {
      await (await keys.of(keySource)).toSeal();
      await writing(() => files.tryOut('probe\n'.repeat(2048)));
    },
    async save(login) {
      // Where a login takes the place of one with the same key, nobody removes that: whoever ends the other finds this one, or has its number.
      if (keySource !== 'os' || keySourceOf((await sealedNow()) ?? '') === 'os') return put(login, 'lately');
      await makePrivateFolder(folder).catch(() => undefined); // for the lock; writing will tell
      return keyTurn.seal(() => put(login, 'now'));
    },
    clear,
    async exclusively(work, options) {
      await writing(() => Promise.resolve());
      return withLock({ path: join(folder, 'lock'), profile, longestWait, time }, work, options);
    },
  };
}
