import { problem } from '../problems/problem.ts';
import { DEFAULT_MIN_TTL } from '../session/freshness.ts';
import type { Login } from '../store/token-store.ts';
import type { Seconds } from '../units.ts';
import type { CommandContext } from './context.ts';

/**
 * A login whose access token another program can carry as it is, good for `minTtl` seconds. One that is bound to a key (RFC 9449) is not passed off as such.
 *
 * @throws Problem `bound_login`, and whatever getting a token throws
 */
export async function bearerLogin({ session }: CommandContext, minTtl: Seconds = DEFAULT_MIN_TTL): Promise<Login> {
  const opened = await session();
  const stored = await opened.load();
  if (stored?.tokenType === 'DPoP') throw problem('bound_login'); // before anything is renewed for nothing
  const login = await opened.freshLogin(minTtl);
  if (login.tokenType === 'DPoP') throw problem('bound_login');
  return login;
}
