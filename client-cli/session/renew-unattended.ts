import { restoreDpopKey } from '../issuer/dpop-key.ts';
import type { Http } from '../issuer/http.ts';
import { discoverIssuer } from '../issuer/issuer.ts';
import type { Login } from '../store/token-store.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';
import { requestOwnTokens } from './own-tokens.ts';
import { readRenewal } from './read-renewal.ts';
import { revokeLogin } from './revoke-login.ts';

/**
 * Renews the login of a client without a person: by asking again, for the same rights, with the same key.
 *
 * @throws Problem when the client is refused, Temporary when it may work later; what is stored stays as it is
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2 RFC 6749, section 4.4.2}
 */
export async function renewUnattended(
  kept: Login,
  deps: { readonly http: Http; readonly time: Time; readonly log: DebugLog },
): Promise<Login> {
  const issuer = await discoverIssuer(kept, deps);
  const key = kept.dpopKey === undefined ? undefined : await restoreDpopKey(kept.dpopKey);
  const scope = kept.scopes.length === 0 ? undefined : kept.scopes.join(' ');
  const sentAt = deps.time.now();
  const answer = await requestOwnTokens(issuer, { scope, resource: kept.resource, key }, deps);
  const { access_token: accessToken } = answer;
  deps.log.learn(accessToken);
  const renewal = readRenewal(kept, answer, sentAt);
  if (renewal.kind === 'renewed') return { ...renewal.login, refreshToken: undefined };
  await revokeLogin({ accessToken, refreshToken: undefined }, issuer, deps.log); // nobody may use it
  throw renewal.reason;
}
