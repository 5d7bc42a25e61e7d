import type { Login, TokenStore } from './token-store.ts';

/** Keeps a login for as long as the process runs, and nowhere else. */
export function createMemoryStore(): TokenStore {
  let kept: Login | undefined;
  let generation = 0;
  return {
    description: {
      ...{ kind: 'memory', keySource: undefined, encrypted: false, persistent: false },
      words: 'memory only, gone when this process ends',
    },
    probe: () => Promise.resolve(),
    load: () => Promise.resolve(kept),
    generation: () => Promise.resolve(generation),
    save(login) {
      if (login.generation <= generation) return Promise.resolve(false);
      kept = login;
      generation = login.generation;
      return Promise.resolve(true);
    },
    clear(upTo = generation) {
      if (generation > upTo) return Promise.resolve(false);
      if (kept !== undefined) generation = upTo + 1;
      kept = undefined;
      return Promise.resolve(true);
    },
    exclusively: (work) => work({ isOurs: () => Promise.resolve(true) }),
  };
}
