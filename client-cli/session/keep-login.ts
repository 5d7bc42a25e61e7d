import type { TokenAnswer } from '../device-grant/poll-for-tokens.ts';
import type { DpopKey } from '../issuer/dpop-key.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { problem } from '../problems/problem.ts';
import type { Login, TokenStore } from '../store/token-store.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';
import type { Instant } from '../units.ts';
import type { AskedLogin } from './login-wish.ts';
import { readIdentity, readTokenAnswer, refusedScopes, splitScope } from './read-token-answer.ts';
import { revokeLogin } from './revoke-login.ts';
import { saveNewLogin } from './save-login.ts';

/** How a login that succeeded was got. */
export interface GrantedLogin {
  readonly answer: TokenAnswer;
  readonly asked: AskedLogin;
  /** The rights that were asked for in the end. */
  readonly scope: string | undefined;
  readonly key: DpopKey | undefined;
  /** By the client for itself. */
  readonly unattended?: true;
}

/** What keeping it depends on. */
export interface KeepDeps {
  readonly store: TokenStore;
  /** The login it replaces, if it can be read. */
  readonly previous: () => Promise<Login | undefined>;
  readonly time: Time;
  readonly log: DebugLog;
  /** Told what a person should know and nobody asked for, in a sentence. */
  readonly warn: (sentence: string) => void;
}

/** The last thing that happens in a login. */
export interface LoginDone {
  readonly kind: 'done';
  readonly login: Login;
  /**
   * The login that was there before. It is not revoked: some servers would end the new one with it, since both belong to the same consent
   * (RFC 7009, section 2.1, leaves that to them).
   */
  readonly replaced: Login | undefined;
}

const NOT_BOUND =
  'The server says that it binds tokens to a key (DPoP), and gave a plain bearer token: whoever gets hold of it can use it. "countersign login --dpop" takes no such token.';

/**
 * Makes a login of a token answer, and keeps it in place of the one before.
 *
 * @throws Problem `not_bound`, `issuer_answer`; StoreUnavailable. It has been ended at the server then, as well as it could be
 */
export async function keepLogin(granted: GrantedLogin, issuer: Issuer, deps: KeepDeps): Promise<LoginDone> {
  const { store, time, log, warn } = deps;
  const { asked, key } = granted;
  const previous = await deps.previous();
  const { access_token: accessToken, refresh_token: refreshToken } = granted.answer;
  for (const secret of [accessToken, refreshToken]) if (secret !== undefined) log.learn(secret);
  try {
    const made = readLogin(granted, issuer, time.now());
    if (asked.binding === 'dpop' && made.tokenType !== 'DPoP') throw problem('not_bound', { issuer: issuer.id });
    if (made.tokenType === 'DPoP' && key === undefined)
      throw problem('issuer_answer', { issuer: issuer.id, detail: 'a token bound to a key that nobody named' });
    // Without waiting for a process that renews: what that one saves later is refused.
    const login = await saveNewLogin(store, made, time);
    if (key !== undefined && login.tokenType !== 'DPoP') warn(NOT_BOUND);
    return { kind: 'done', login, replaced: previous };
  } catch (error) {
    await revokeLogin({ accessToken, refreshToken }, issuer, log); // nobody could use it any more, and at the server it would go on
    throw error;
  }
}

function readLogin(
  { answer, asked, scope, key, unattended }: GrantedLogin,
  issuer: Issuer,
  now: Instant,
): Omit<Login, 'generation'> {
  const scopes = splitScope(scope);
  const granted = readTokenAnswer(answer, { issuer: issuer.id, scopes, provider: asked.provider }, now);
  const identity = readIdentity(answer);
  return {
    schema: 1,
    issuer: issuer.id,
    clientId: issuer.clientId,
    endpoints: asked.endpoints,
    provider: asked.provider,
    clientKey: asked.clientKey,
    unattended,
    ...identity,
    deviceName: asked.deviceName,
    resource: asked.resource,
    ...granted,
    refusedScopes: refusedScopes(scopes, { ...granted, ...identity }),
    ...(unattended && { refreshToken: undefined }), // asking again takes no more than the first time (RFC 6749, section 4.4.3)
    dpopKey: key?.privateJwk,
  };
}
