import { createDpopKey } from '../issuer/dpop-key.ts';
import { otherHosts } from '../issuer/endpoints.ts';
import { helpPageOf } from '../issuer/help-page.ts';
import { discoverIssuer } from '../issuer/issuer.ts';
import { exchangeEnrollmentKey } from './exchange-enrollment-key.ts';
import { fullScope } from './full-scope.ts';
import { sayOtherHosts } from '../terminal/say-hosts.ts';
import { keepLogin } from './keep-login.ts';
import type { LoginDone } from './keep-login.ts';
import type { LoginDeps } from './log-in.ts';
import type { LoginWish } from './login-wish.ts';

/**
 * Logs a machine in with a key that somebody made for it beforehand: no code and nobody to wait for. What comes of it is a login like any other, bound to a key
 * of its own and renewed in silence; the enrollment key is used once and kept nowhere.
 *
 * @throws Problem with the reason; nothing is kept then
 * @see {@link https://www.rfc-editor.org/rfc/rfc8693#section-2 RFC 8693, section 2}
 */
export async function logInEnrolled(wish: LoginWish, enrollmentKey: string, deps: LoginDeps): Promise<LoginDone> {
  deps.log.learn(enrollmentKey);
  await deps.store.probe();
  const issuer = await discoverIssuer(wish, deps);
  const elsewhere = sayOtherHosts(otherHosts(wish.endpoints, issuer.id), issuer.id);
  if (elsewhere !== undefined) deps.warn(elsewhere); // there is no code card that would say it
  const page = helpPageOf(issuer.id, issuer.metadata.service_documentation);
  deps.onHelpPage(page);
  const binds = wish.binding === 'dpop' || (wish.binding === 'auto' && issuer.bindsTokens);
  const key = binds ? await createDpopKey() : undefined;
  const scope = fullScope(wish, issuer);
  const deviceName = page !== undefined || wish.namesDevice ? wish.deviceName : undefined;
  const answer = await exchangeEnrollmentKey(issuer, { enrollmentKey, scope, resource: wish.resource, deviceName, key }, deps);
  return keepLogin({ answer, asked: wish, scope, key }, issuer, deps);
}
