import type { Http } from '../issuer/http.ts';
import { Temporary } from '../problems/problem.ts';
import type { Login, TokenStore } from '../store/token-store.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';

/** How a log-out went. The login is gone from this machine in each case. */
export interface LoggedOut {
  /** The login that was there; undefined when there was none, or none that could be read. */
  readonly login: Login | undefined;
  readonly wasThere: boolean;
  /** Did the server end it too? */
  readonly revoked: boolean;
}

/** What logging out depends on. */
export interface LogOutDeps {
  readonly store: TokenStore;
  readonly http: Http;
  readonly time: Time;
  readonly log: DebugLog;
  readonly signal: AbortSignal;
}

/**
 * Logs out: ends the login at the server as well as it can (RFC 7009), and removes it here in any case, readable or not.
 *
 * @throws StoreUnavailable only when it cannot be removed
 */
export async function logOut(
  { store, http, time, log, signal }: LogOutDeps,
  options: { readonly localOnly: boolean },
): Promise<LoggedOut> {
  await forgetPending(store, log);
  if ((await readAnyway(store, log)) === 'nothing') return { login: undefined, wasThere: false, revoked: false };
  const end = async (): Promise<Login | undefined> => {
    const found = await readAnyway(store, log); // once more: another process may just have renewed it
    await store.clear();
    return typeof found === 'string' ? undefined : found;
  };
  // A process that renews it is waited for, so that the newest token is revoked. One that takes too long saves nothing afterwards.
  const login = await store.exclusively(end, { signal }).catch((error: unknown) => {
    if (error instanceof Temporary) return end();
    throw error;
  });
  const revoked = login !== undefined && !options.localOnly && (await revoke(login, { http, time, log }));
  return { login, wasThere: true, revoked };
}

/** Whoever logs out wants no login that they began before; a process that still waits for one finds out. */
async function forgetPending(store: TokenStore, log: DebugLog): Promise<void> {
  await store.pending.forget().catch((error: unknown) => log.debug('pending.not_forgotten', { reason: String(error) }));
}

async function readAnyway(store: TokenStore, log: DebugLog): Promise<Login | 'nothing' | 'unreadable'> {
  try {
    return (await store.load()) ?? 'nothing';
  } catch (error) {
    log.debug('login.unreadable', { reason: String(error) });
    return 'unreadable';
  }
}

async function revoke(login: Login, { http, time, log }: Omit<LogOutDeps, 'store' | 'signal'>): Promise<boolean> {
  try {
    const [{ discoverIssuer }, { revokeLogin }] = await Promise.all([import('../issuer/issuer.ts'), import('./revoke-login.ts')]);
    return await revokeLogin(login, await discoverIssuer(login, { http, time }), log);
  } catch (error) {
    log.debug('revocation.failed', { reason: String(error) });
    return false;
  }
}
