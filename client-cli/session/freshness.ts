import type { Login } from '../store/token-store.ts';
import type { Instant, Seconds } from '../units.ts';

/** How long a token must still be good to be handed out: time for the request it is meant for. */
export const DEFAULT_MIN_TTL: Seconds = 30;

/** What state a login is in, as `--json` says it. */
export type LoginState = 'valid' | 'refreshable' | 'expired' | 'logged_out';

/**
 * Is the access token good for `minTtl` more seconds? One whose server never said how long it lives is taken to be good until an API refuses it
 * (`expires_in` is only recommended: RFC 6749, section 5.1).
 */
export function isFresh(login: Pick<Login, 'accessTokenExpiresAt'>, minTtl: Seconds, now: Instant): boolean {
  return login.accessTokenExpiresAt === undefined || login.accessTokenExpiresAt - now >= minTtl * 1000;
}

/** Can the next access token be had without a person? */
export function canRenew(login: Pick<Login, 'refreshToken' | 'unattended'>): boolean {
  return login.refreshToken !== undefined || login.unattended === true;
}

/** @param login undefined when nobody is logged in */
export function stateOf(
  login: Pick<Login, 'accessTokenExpiresAt' | 'refreshToken' | 'unattended'> | undefined,
  now: Instant,
): LoginState {
  if (login === undefined) return 'logged_out';
  if (isFresh(login, 1, now)) return 'valid';
  return canRenew(login) ? 'refreshable' : 'expired';
}
