import type { Login, TokenStore } from './token-store.ts';

/** Keeps a login for as long as the process runs, and nowhere else. */
export function createMemoryStore(): TokenStore {
  let kept: Login | undefined;
  return {
    description: { kind: 'memory', encrypted: false, persistent: false, words: 'memory only, gone when this process ends' },
    probe: () => Promise.resolve(),
    load: () => Promise.resolve(kept),
    save(login) {
      kept = login;
      return Promise.resolve();
    },
    clear() {
      kept = undefined;
      return Promise.resolve();
    },
    exclusively: (work) => work(),
  };
}
