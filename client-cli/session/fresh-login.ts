import { unlessAborted } from '../abort.ts';
import { problem, profileFlag, Temporary } from '../problems/problem.ts';
import type { Login } from '../store/token-store.ts';
import type { Time } from '../time.ts';
import type { Seconds } from '../units.ts';
import { DEFAULT_MIN_TTL, isFresh } from './freshness.ts';
import type { Stale } from './renew-login.ts';

/** What having a fresh login depends on. */
export interface FreshLoginDeps {
  /** The login as it is now. */
  readonly load: () => Promise<Login | undefined>;
  readonly renew: (stale: Stale) => Promise<Login>;
  readonly profile: string;
  readonly time: Time;
  /** Aborted when the whole program is to end: then a renewal ends by itself, as soon as nothing can be lost. */
  readonly signal: AbortSignal;
}

/** A login that is good for a while, renewed in silence if need be. */
export interface FreshLogin {
  /**
   * A login whose access token is good for `minTtl` seconds.
   * @param refused a token that an API has just refused
   * @param signal ends this wait; a renewal that has begun goes on for those who wait for it too
   */
  readonly freshLogin: (minTtl?: Seconds, refused?: string, signal?: AbortSignal) => Promise<Login>;
  /** For a request that is made now: while the issuer is in trouble, a token that has run down but not out will do. */
  readonly loginForCall: (refused?: string) => Promise<Login>;
}

/** Within one process, everybody waits for the same renewal. */
export function createFreshLogin({ load, renew, profile, time, signal: ending }: FreshLoginDeps): FreshLogin {
  let renewing: Promise<Login> | undefined;

  async function freshLogin(minTtl: Seconds = DEFAULT_MIN_TTL, refused?: string, signal = ending): Promise<Login> {
    for (;;) {
      const login = await load();
      signal.throwIfAborted();
      if (login === undefined) throw problem('login_required', { profile, profileFlag: profileFlag(profile) });
      if (login.accessToken !== refused && isFresh(login, minTtl, time.now())) return login;
      renewing ??= renew({ login, minTtl, refused }).finally(() => (renewing = undefined));
      const renewed = await (signal === ending ? renewing : unlessAborted(renewing, signal));
      signal.throwIfAborted();
      // It may have begun before this login was stored, and found nothing newer.
      if (renewed.generation > login.generation) return renewed;
    }
  }

  async function loginForCall(refused?: string): Promise<Login> {
    try {
      return await freshLogin(DEFAULT_MIN_TTL, refused);
    } catch (error) {
      const login = error instanceof Temporary && refused === undefined ? await load() : undefined;
      if (login !== undefined && isFresh(login, 1, time.now())) return login;
      throw error;
    }
  }

  return { freshLogin, loginForCall };
}
