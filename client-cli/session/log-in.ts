import { randomUUID } from 'node:crypto';
import { pollForTokens } from '../device-grant/poll-for-tokens.ts';
import type { TokenAnswer, Waiting } from '../device-grant/poll-for-tokens.ts';
import { requestCode } from '../device-grant/request-code.ts';
import { createDpopKey, restoreDpopKey } from '../issuer/dpop-key.ts';
import type { DpopKey } from '../issuer/dpop-key.ts';
import { otherHosts } from '../issuer/endpoints.ts';
import type { Http } from '../issuer/http.ts';
import { helpPageOf } from '../issuer/help-page.ts';
import { discoverIssuer } from '../issuer/issuer.ts';
import type { Issuer } from '../issuer/issuer.ts';
import type { PendingLogin } from '../store/pending-login.ts';
import { remainingLife } from '../store/pending-login.ts';
import type { Login } from '../store/token-store.ts';
import type { Instant, Seconds } from '../units.ts';
import { fullScope } from './full-scope.ts';
import { findInterrupted, isDecided, withWayBack } from './interrupted-login.ts';
import { keepLogin } from './keep-login.ts';
import type { KeepDeps, LoginDone } from './keep-login.ts';
import type { LoginWish } from './login-wish.ts';
import { splitScope } from './read-token-answer.ts';

/** What can be shown while somebody logs in. */
export type LoginEvent =
  | (Pick<PendingLogin, 'userCode' | 'verificationUri' | 'verificationUriComplete' | 'interval'> & {
      readonly kind: 'verification';
      readonly issuer: string;
      readonly clientId: string;
      readonly scopes: readonly string[];
      readonly resource: string | undefined;
      /** Hosts that codes and tokens go to because endpoints were given by hand, other than the issuer's. */
      readonly otherHosts: readonly string[];
      readonly expiresAt: Instant;
      /** From now on. */
      readonly expiresIn: Seconds;
      /** Is this the code of a login that was interrupted? */
      readonly resumed: boolean;
    })
  | Waiting
  | LoginDone;

/** What logging in depends on. */
export interface LoginDeps extends KeepDeps {
  readonly http: Http;
  readonly profile: string;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Told where the issuer explains the messages of this program, or that it does not. */
  readonly onHelpPage: (page: string | undefined) => void;
}

/**
 * Logs in: store first, then the code, then patience, then the store again. The code is kept as well, from before it is shown until somebody has decided, so
 * that a login can be resumed whatever ended its process.
 *
 * @throws Problem with the reason; no login is kept then
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3 RFC 8628, section 3}
 */
export async function* logIn(wish: LoginWish, deps: LoginDeps): AsyncGenerator<LoginEvent, Login> {
  if (wish.unattended) {
    const done = await (await import('./log-in-unattended.ts')).logInUnattended(wish, deps);
    yield done;
    return done.login;
  }
  if (wish.enrollmentKey !== undefined) {
    const done = await (await import('./log-in-enrolled.ts')).logInEnrolled(wish, wish.enrollmentKey, deps);
    yield done;
    return done.login;
  }
  const { store, log } = deps;
  await store.probe(); // a login whose tokens cannot be kept is a login lost
  const interrupted = await findInterrupted(wish, deps);
  const asked = interrupted?.asked ?? wish;
  const issuer = await discoverIssuer(asked, deps);
  const page = helpPageOf(issuer.id, issuer.metadata.service_documentation);
  deps.onHelpPage(page);

  const pending = interrupted ?? (await ask(wish, issuer, { ...deps, isShown: page !== undefined }));
  for (const secret of [pending.deviceCode, pending.codeVerifier, pending.dpopKey?.d])
    if (secret !== undefined) log.learn(secret);
  const key = pending.dpopKey === undefined ? undefined : await restoreDpopKey(pending.dpopKey);

  const answer = yield* waitForDecision(pending, { issuer, key, wish, resumed: interrupted !== undefined }, deps);
  const { scope } = pending;
  const done = await keepLogin({ answer, asked, scope, key }, issuer, deps);
  yield done;
  return done.login;
}

/** Asks for a code. @param isShown does this server show the person who approves what the machine is called? Others need not know. */
async function ask(wish: LoginWish, issuer: Issuer, deps: LoginDeps & { readonly isShown: boolean }): Promise<PendingLogin> {
  const { time, isShown } = deps;
  const { limit: _limit, resume: _resume, unattended: _unattended, enrollmentKey: _key, named: _named, ...asked } = wish;
  const binds = wish.binding === 'dpop' || (wish.binding === 'auto' && issuer.bindsTokens);
  const key = binds ? await createDpopKey() : undefined;
  const scope = fullScope(asked, issuer);
  const deviceName = isShown || wish.namesDevice ? wish.deviceName : undefined;
  const code = await requestCode(issuer, { ...asked, scope, deviceName }, key, deps);
  const { userCode, verificationUri, verificationUriComplete, interval, deviceCode, codeVerifier } = code;
  const askedAt = time.now() + code.askedAt - time.elapsed();
  return {
    schema: 1,
    id: randomUUID(),
    asked,
    scope,
    ...{ userCode, verificationUri, verificationUriComplete, interval, deviceCode, codeVerifier },
    dpopKey: key?.privateJwk,
    askedAt,
    expiresAt: askedAt + code.expiresIn * 1000,
  };
}

interface Wait {
  readonly issuer: Issuer;
  readonly key: DpopKey | undefined;
  readonly wish: LoginWish;
  readonly resumed: boolean;
}

/** Shows the code and polls, as the one process that does. What is pending is forgotten when it is decided, and only then. */
async function* waitForDecision(
  pending: PendingLogin,
  { issuer, key, wish, resumed }: Wait,
  deps: LoginDeps,
): AsyncGenerator<LoginEvent, TokenAnswer> {
  const { store, time, log } = deps;
  const hold = await store.pending.hold(pending);
  const { userCode, verificationUri, verificationUriComplete, interval, expiresAt, deviceCode, codeVerifier, asked } = pending;
  const shown = { userCode, verificationUri, verificationUriComplete, interval };
  const expiresIn = remainingLife(pending, time.now()) / 1000;
  const code = { ...shown, deviceCode, codeVerifier, expiresIn, askedAt: time.elapsed() };
  let decided = false;
  try {
    const about = { issuer: issuer.id, clientId: issuer.clientId, scopes: splitScope(pending.scope), resource: asked.resource };
    const elsewhere = otherHosts(asked.endpoints, issuer.id);
    yield { kind: 'verification', ...shown, ...about, otherHosts: elsewhere, expiresAt, expiresIn, resumed };
    const setup = { issuer, key, resource: asked.resource, limit: wish.limit, isMine: hold.isMine };
    const answer = yield* pollForTokens(code, setup, deps);
    decided = true;
    return answer;
  } catch (error) {
    decided = isDecided(error);
    throw withWayBack(error, pending, wish, deps);
  } finally {
    const tidied = decided ? store.pending.forget(pending.id) : Promise.resolve();
    await tidied.then(hold.release).catch((error: unknown) => log.debug('pending.not_forgotten', { reason: String(error) }));
  }
}
