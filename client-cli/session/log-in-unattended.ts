import { createDpopKey } from '../issuer/dpop-key.ts';
import { otherHosts } from '../issuer/endpoints.ts';
import { helpPageOf } from '../issuer/help-page.ts';
import { discoverIssuer } from '../issuer/issuer.ts';
import { sayOtherHosts } from '../terminal/say-hosts.ts';
import { keepLogin } from './keep-login.ts';
import type { LoginDone } from './keep-login.ts';
import type { LoginDeps } from './log-in.ts';
import type { LoginWish } from './login-wish.ts';
import { requestOwnTokens } from './own-tokens.ts';

/**
 * Logs the client in, for itself: no code, no person, nothing to wait for.
 *
 * @throws Problem with the reason; nothing is kept then
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-4.4 RFC 6749, section 4.4}
 */
export async function logInUnattended(wish: LoginWish, deps: LoginDeps): Promise<LoginDone> {
  await deps.store.probe();
  const issuer = await discoverIssuer(wish, deps);
  const elsewhere = sayOtherHosts(otherHosts(wish.endpoints, issuer.id), issuer.id);
  if (elsewhere !== undefined) deps.warn(elsewhere); // there is no code card that would say it
  deps.onHelpPage(helpPageOf(issuer.id, issuer.metadata.service_documentation));
  const binds = wish.binding === 'dpop' || (wish.binding === 'auto' && issuer.bindsTokens);
  const key = binds ? await createDpopKey() : undefined;
  const { scope, resource } = wish;
  const answer = await requestOwnTokens(issuer, { scope, resource, key }, deps);
  return keepLogin({ answer, asked: wish, scope, key, unattended: true }, issuer, deps);
}
