import * as client from 'openid-client';
import { isProtected } from '../issuer/address.ts';
import { discoverIssuer } from '../issuer/issuer.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { problem, profileFlag } from '../problems/problem.ts';
import type { Login } from '../store/token-store.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';
import { DEFAULT_MIN_TTL, isFresh } from './freshness.ts';
import { createProtectedFetch } from './protected-fetch.ts';
import type { ProtectedFetch } from './protected-fetch.ts';
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
export async function askServer(session: Session, login: Login, deps: AskDeps): Promise<Asked> {
  if (!isFresh(login, DEFAULT_MIN_TTL, deps.time.now())) {
    await session.freshLogin();
    return 'renewed';
  }
  const issuer = await discoverIssuer(login, { http: session.http, time: deps.time });
  const isActive = await introspect(login, issuer, deps.log);
  if (isActive === false) throw problem('session_ended', { profile: session.profile, profileFlag: profileFlag(session.profile) });
  if (isActive) return 'introspected';
  const status = await askUserinfo(login, issuer, session.fetch, deps.log); // a refused token is renewed once, which tells for sure
  return status === 200 ? 'userinfo' : 'not_possible';
}

/**
 * What can be seen of a login from outside.
 * - `holds`: the server says so.
 * - `ended`: the server says so.
 * - `token_refused`: it does not take an access token any more that has not run out.
 * - `token_over`: the access token has run out, and only a renewal would tell.
 * - `not_possible`: there is no way to ask.
 */
export type Standing = 'holds' | 'ended' | 'token_refused' | 'token_over' | 'not_possible';

/** Looks whether a login still holds, and changes nothing: nothing is renewed, and nothing that has ended is removed. @throws Temporary when the server cannot be asked */
export async function lookAtLogin(session: Session, login: Login, { time, log }: AskDeps): Promise<Standing> {
  const { http } = session;
  const issuer = await discoverIssuer(login, { http, time });
  const isActive = await introspect(login, issuer, log);
  if (isActive !== undefined) return isActive ? 'holds' : 'ended';
  if (!isFresh(login, 1, time.now())) return 'token_over';
  const asItIs = createProtectedFetch({ http, time, freshLogin: () => Promise.resolve(login) });
  const status = await askUserinfo(login, issuer, asItIs, log);
  return status === 200 ? 'holds' : status === 401 ? 'token_refused' : 'not_possible';
}

/** Shows the token at the endpoint that says who it belongs to. @returns the status, or undefined where that would tell nothing */
async function askUserinfo(login: Login, { metadata }: Issuer, send: ProtectedFetch, log: DebugLog): Promise<number | undefined> {
  // A token for an API is not meant for this endpoint, and would be refused whatever the login is worth.
  if (metadata.userinfo_endpoint === undefined || !login.scopes.includes('openid') || login.resource !== undefined)
    return undefined;
  const answer = await send(metadata.userinfo_endpoint);
  await answer.body?.cancel();
  log.debug('userinfo.answered', { status: answer.status });
  return answer.status;
}

/** @returns undefined when the server does not tell this client (RFC 7662, section 2.1: it must authenticate it) */
async function introspect(login: Login, { metadata, configuration }: Issuer, log: DebugLog): Promise<boolean | undefined> {
  const { introspection_endpoint: endpoint } = metadata;
  if (endpoint === undefined || !URL.canParse(endpoint) || !isProtected(new URL(endpoint))) return undefined;
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
