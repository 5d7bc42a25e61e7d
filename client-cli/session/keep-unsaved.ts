import type { Login, TokenStore } from '../store/token-store.ts';
import type { Time } from '../time.ts';
import { saveLogin } from './save-login.ts';

/** What keeping depends on. */
export interface KeepUnsavedDeps {
  readonly time: Time;
  /** Told when a renewed login could not be written, and stays in this process for now. */
  readonly onNotKept: (reason: unknown) => void;
}

/**
 * A store for renewed logins: what cannot be written is not lost, because the token it came from is spent. It stays in memory, is what `load` gives, and is
 * written as soon as that works again. Should another process have renewed the login in the meantime, what is stored stands.
 */
export function keepUnsaved(store: TokenStore, { time, onNotKept }: KeepUnsavedDeps): TokenStore {
  let unsaved: Login | undefined;

  /** What is in memory only, if it is still the newest. */
  async function newest(): Promise<Login | undefined> {
    if (unsaved !== undefined && (await store.generation()) >= unsaved.generation) unsaved = undefined;
    return unsaved;
  }

  return {
    ...store,
    async generation() {
      return (await newest())?.generation ?? store.generation();
    },
    async load() {
      const login = await newest();
      if (login === undefined) return store.load();
      const saved = await store.save(login).catch(() => undefined);
      if (saved === undefined) return login;
      unsaved = undefined;
      return saved ? login : store.load();
    },
    async save(login) {
      try {
        const saved = await saveLogin(store, login, time);
        unsaved = undefined;
        return saved;
      } catch (reason) {
        unsaved = login;
        onNotKept(reason);
        return true;
      }
    },
    async clear(upTo) {
      const cleared = await store.clear(upTo);
      if (cleared) unsaved = undefined;
      return cleared;
    },
  };
}
