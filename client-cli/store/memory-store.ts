import type { PendingStore } from './pending-login.ts';
import type { Login, TokenStore } from './token-store.ts';

/** What ends with the process can be resumed by no other. */
const NOTHING_PENDING: PendingStore = {
  load: () => Promise.resolve(undefined),
  waiting: () => Promise.resolve(undefined),
  hold: () => Promise.resolve({ isMine: () => Promise.resolve(true), release: () => Promise.resolve() }),
  forget: () => Promise.resolve(),
};

/** Keeps a login for as long as the process runs, and nowhere else. */
export function createMemoryStore(): TokenStore {
  let kept: Login | undefined;
  let generation = 0;
  return {
    description: {
      ...{ kind: 'memory', keySource: undefined, encrypted: false, persistent: false },
      words: 'memory only, gone when this process ends',
    },
    pending: NOTHING_PENDING,
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
