import type { Login, TokenStore } from '../store/token-store.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';

/** How long to wait before each further attempt: a full disk or a virus scanner may be gone in a moment. */
const ATTEMPTS: readonly Milliseconds[] = [100, 400, 1000];

/**
 * Saves a login that cannot be had a second time, so it is tried more than once.
 * @throws StoreUnavailable the last reason
 */
export async function saveLogin(store: TokenStore, login: Login, time: Time): Promise<void> {
  for (const pause of ATTEMPTS) {
    try {
      await store.save(login);
      return;
    } catch {
      await time.sleep(pause);
    }
  }
  await store.save(login);
}
