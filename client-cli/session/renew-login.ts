import * as client from 'openid-client';
import { restoreDpopKey } from '../issuer/dpop-key.ts';
import type { Http } from '../issuer/http.ts';
import { discoverIssuer } from '../issuer/issuer.ts';
import { failureProblem } from '../issuer/oauth-problem.ts';
import { failureFields, readFailure } from '../issuer/read-failure.ts';
import { problem, profileFlag } from '../problems/problem.ts';
import type { Login, TokenStore } from '../store/token-store.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';
import type { Seconds } from '../units.ts';
import { isFresh } from './freshness.ts';
import { readTokenAnswer } from './read-token-answer.ts';
import { saveLogin } from './save-login.ts';

/** What renewing depends on. */
export interface RenewDeps {
  readonly store: TokenStore;
  readonly profile: string;
  readonly http: Http;
  readonly time: Time;
  readonly log: DebugLog;
  /** Told when the renewed login could not be kept: it works in this process only, and the next one will have to log in. */
  readonly onNotKept: (reason: unknown) => void;
}

/**
 * Renews a login with its refresh token (RFC 6749, section 6), so that it is not lost whoever else does the same and whatever fails on the way:
 * alone, with what is stored now, and not before it is certain that the answer can be kept.
 *
 * @param stale the access token that is no longer good enough
 * @throws LoginRequired when the login has ended; Temporary or StoreUnavailable when it is untouched and a later attempt may succeed
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-6 RFC 6749, section 6}
 */
export async function renewLogin(stale: string, minTtl: Seconds, deps: RenewDeps): Promise<Login> {
  const { store, profile, time, log } = deps;
  const about = { profile, profileFlag: profileFlag(profile) };
  return store.exclusively(async () => {
    const kept = await store.load();
    if (kept === undefined) throw problem('login_required', about);
    if (kept.accessToken !== stale && isFresh(kept, minTtl, time.now())) return kept; // another process has done it
    if (kept.refreshToken === undefined) throw problem('not_refreshable', about);
    await store.probe();

    const outcome = await spend(kept, kept.refreshToken, deps);
    const keptNow = await store.load();
    if (outcome.kind === 'dead') {
      if (keptNow !== undefined && keptNow.refreshToken !== kept.refreshToken) return useOther(keptNow, minTtl, deps);
      await store.clear();
      throw problem('session_ended', about, { oauthError: 'invalid_grant' });
    }
    if (keptNow === undefined) throw problem('login_required', about); // logged out meanwhile: that stands
    if (keptNow.generation !== kept.generation) return useOther(keptNow, minTtl, deps);
    try {
      await saveLogin(store, outcome.login, time);
    } catch (error) {
      log.debug('login.not_kept', { reason: String(error) });
      deps.onNotKept(error);
    }
    return outcome.login;
  });
}

/** This process was passed over while it took too long, and another one has renewed the login: what is stored stands. */
function useOther(stored: Login, minTtl: Seconds, { profile, time }: RenewDeps): Login {
  if (!isFresh(stored, minTtl, time.now())) throw problem('store_busy', { profile });
  return stored;
}

type Outcome = { readonly kind: 'renewed'; readonly login: Login } | { readonly kind: 'dead' };

/** Sends the refresh token. Only `invalid_grant` means that it is dead (RFC 6749, section 5.2); everything else leaves the login as it is. */
async function spend(kept: Login, refreshToken: string, { http, time, log }: RenewDeps): Promise<Outcome> {
  const issuer = await discoverIssuer(kept.issuer, kept.clientId, { http, time });
  const key = kept.dpopKey === undefined ? undefined : await restoreDpopKey(kept.dpopKey);
  const parameters: Record<string, string> = kept.resource === undefined ? {} : { resource: kept.resource };
  const sentAt = time.now();
  try {
    const options = key === undefined ? {} : { DPoP: client.getDPoPHandle(issuer.configuration, key.pair) };
    const answer = await client.refreshTokenGrant(issuer.configuration, refreshToken, parameters, options);
    log.debug('login.renewed', { generation: kept.generation + 1, rotated: answer.refresh_token !== undefined });
    return { kind: 'renewed', login: { ...kept, ...readTokenAnswer(answer, kept, sentAt), generation: kept.generation + 1 } };
  } catch (error) {
    const failure = readFailure(error, issuer.id, time.now());
    log.debug('login.not_renewed', failureFields(failure));
    if (failure.kind === 'oauth-error' && failure.error === 'invalid_grant') return { kind: 'dead' };
    throw failureProblem(failure, { issuer: issuer.id, clientId: kept.clientId });
  }
}
