import * as client from 'openid-client';
import { isProtected } from '../issuer/address.ts';
import { discoverIssuer } from '../issuer/issuer.ts';
import { problem, profileFlag } from '../problems/problem.ts';
import type { Login } from '../store/token-store.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';
import { DEFAULT_MIN_TTL, isFresh } from './freshness.ts';
import type { Session } from './session.ts';

/**
 * How the server was asked.
 * - `renewed`: the access token had run out and was renewed, as the next command would have done.
 * - `introspected`: the server was asked about the login (RFC 7662).
 * - `userinfo`: the token was shown at the endpoint that says who it belongs to (OpenID Connect Core 1.0, section 5.3).
 * - `not_possible`: the server is there, and offers no way to ask that would not use the login up.
 */
export type Asked = 'renewed' | 'introspected' | 'userinfo' | 'not_possible';

/** What asking depends on. */
export interface AskDeps {
  readonly time: Time;
  readonly log: DebugLog;
}

/**
 * Asks the server whether a login still holds. A refresh token is never spent to find out, only when a new access token is needed anyway.
 *
 * @throws LoginRequired `session_ended` when it does not; Temporary when the server cannot be asked
 */
export async function askServer(session: Session, login: Login, { time, log }: AskDeps): Promise<Asked> {
  if (!isFresh(login, DEFAULT_MIN_TTL, time.now())) {
    await session.freshLogin();
    return 'renewed';
  }
  const { metadata, configuration } = await discoverIssuer(login, { http: session.http, time });
  const { introspection_endpoint: endpoint } = metadata;
  if (endpoint !== undefined && URL.canParse(endpoint) && isProtected(new URL(endpoint))) {
    const isActive = await introspect(login, configuration, log);
    if (isActive === false)
      throw problem('session_ended', { profile: session.profile, profileFlag: profileFlag(session.profile) });
    if (isActive) return 'introspected';
  }
  // A token for an API is not meant for this endpoint, and would be refused whatever the login is worth.
  if (metadata.userinfo_endpoint === undefined || !login.scopes.includes('openid') || login.resource !== undefined)
    return 'not_possible';
  const { status } = await session.fetch(metadata.userinfo_endpoint); // a refused token is renewed once, which tells for sure
  log.debug('userinfo.answered', { status });
  return status === 200 ? 'userinfo' : 'not_possible';
}

/** @returns undefined when the server does not tell this client (RFC 7662, section 2.1: it must authenticate it) */
async function introspect(login: Login, configuration: client.Configuration, log: DebugLog): Promise<boolean | undefined> {
  const token_type_hint = login.refreshToken === undefined ? 'access_token' : 'refresh_token';
  try {
    const { active } = await client.tokenIntrospection(configuration, login.refreshToken ?? login.accessToken, {
      token_type_hint,
    });
    return active;
  } catch (error) {
    log.debug('introspection.failed', { reason: String(error) });
    return undefined;
  }
}
