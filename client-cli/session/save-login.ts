import type { Login, TokenStore } from '../store/token-store.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';

/** How long to wait before each further attempt: a full disk or a virus scanner may be gone in a moment. */
const ATTEMPTS: readonly Milliseconds[] = [100, 400, 1000];

/**
 * Saves a login that cannot be had a second time, so it is tried more than once.
 * @returns false when another process has saved one of this generation
 * @throws StoreUnavailable the last reason
 */
export async function saveLogin(store: TokenStore, login: Login, time: Time): Promise<boolean> {
  for (const pause of ATTEMPTS) {
    try {
      return await store.save(login);
    } catch {
      await time.sleep(pause);
    }
  }
  return store.save(login);
}

/**
 * Saves a login that somebody has just made: it comes after whatever is stored, readable or not.
 * @throws StoreUnavailable
 */
export async function saveNewLogin(store: TokenStore, made: Omit<Login, 'generation'>, time: Time): Promise<Login> {
  for (;;) {
    const login = { ...made, generation: (await store.generation()) + 1 };
    if (await saveLogin(store, login, time)) return login;
  }
}
