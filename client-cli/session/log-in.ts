import { pollForTokens } from '../device-grant/poll-for-tokens.ts';
import type { Waiting } from '../device-grant/poll-for-tokens.ts';
import { requestCode } from '../device-grant/request-code.ts';
import type { PendingCode } from '../device-grant/request-code.ts';
import { createDpopKey } from '../issuer/dpop-key.ts';
import type { Http } from '../issuer/http.ts';
import { helpPageOf } from '../issuer/help-page.ts';
import { discoverIssuer } from '../issuer/issuer.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { problem } from '../problems/problem.ts';
import type { Login, TokenStore } from '../store/token-store.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';
import type { Instant, Seconds } from '../units.ts';
import { readIdentity, readTokenAnswer, refusedScopes, splitScope } from './read-token-answer.ts';
import { revokeLogin } from './revoke-login.ts';
import { saveNewLogin } from './save-login.ts';

/** What a person asks for when they log in. */
export interface LoginWish {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string | undefined;
  /** Leave `scope` as it is, rather than adding what silent later runs need. */
  readonly exactScope: boolean;
  readonly resource: string | undefined;
  readonly deviceName: string;
  /** Bind the tokens to a key: always, never, or if the issuer can. */
  readonly binding: 'dpop' | 'bearer' | 'auto';
  /** Give up after so long, even if the code lives longer. */
  readonly limit: Seconds | undefined;
}

/** What can be shown while somebody logs in. */
export type LoginEvent =
  | (Pick<PendingCode, 'userCode' | 'verificationUri' | 'verificationUriComplete' | 'interval'> & {
      readonly kind: 'verification';
      readonly issuer: string;
      readonly clientId: string;
      readonly scopes: readonly string[];
      readonly resource: string | undefined;
      readonly expiresAt: Instant;
      readonly expiresIn: Seconds;
    })
  | Waiting
  | {
      readonly kind: 'done';
      readonly login: Login;
      /**
       * The login that was there before. It is not revoked: some servers would end the new one with it, since both belong to the same consent
       * (RFC 7009, section 2.1, leaves that to them).
       */
      readonly replaced: Login | undefined;
    };

/** What logging in depends on. */
export interface LoginDeps {
  readonly http: Http;
  /** Where the new login goes. */
  readonly store: TokenStore;
  /** The login it replaces, if it can be read. */
  readonly previous: () => Promise<Login | undefined>;
  readonly time: Time;
  readonly random: () => number;
  readonly log: DebugLog;
  readonly signal: AbortSignal;
  /** Told where the issuer explains the messages of this program, or that it does not. */
  readonly onHelpPage: (page: string | undefined) => void;
}

/** Rights that make later runs silent and let us say who is logged in; asked for where the issuer knows them (OpenID Connect Core, sections 3.1.2.1 and 11). */
const USEFUL_SCOPES = ['openid', 'offline_access'];

/**
 * Logs in: store first, then the code, then patience, then the store again.
 *
 * @throws Problem with the reason; nothing is kept then
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3 RFC 8628, section 3}
 */
export async function* logIn(wish: LoginWish, deps: LoginDeps): AsyncGenerator<LoginEvent, Login> {
  const { http, store, time, log } = deps;
  await store.probe(); // a login whose tokens cannot be kept is a login lost
  const issuer = await discoverIssuer(wish.issuer, wish.clientId, { http, time });
  deps.onHelpPage(helpPageOf(issuer.id, issuer.metadata.service_documentation));
  const key = wish.binding === 'dpop' || (wish.binding === 'auto' && issuer.bindsTokens) ? await createDpopKey() : undefined;
  const scope = fullScope(wish, issuer);

  const code = await requestCode(issuer, { scope, resource: wish.resource, deviceName: wish.deviceName }, key, deps);
  log.learn(code.deviceCode);
  log.learn(code.codeVerifier);
  const { userCode, verificationUri, verificationUriComplete, interval, expiresIn } = code;
  const expiresAt = time.now() + code.askedAt + expiresIn * 1000 - time.elapsed();
  const shown = { userCode, verificationUri, verificationUriComplete, interval, expiresAt, expiresIn };
  const asked = { issuer: issuer.id, clientId: issuer.clientId, scopes: splitScope(scope), resource: wish.resource };
  yield { kind: 'verification', ...shown, ...asked };

  const answer = yield* pollForTokens(code, { issuer, key, resource: wish.resource, limit: wish.limit }, deps);
  const granted = readTokenAnswer(answer, asked, time.now());
  const identity = readIdentity(answer);
  const previous = await deps.previous();
  const made: Omit<Login, 'generation'> = {
    schema: 1,
    issuer: issuer.id,
    clientId: issuer.clientId,
    ...identity,
    deviceName: wish.deviceName,
    resource: wish.resource,
    ...granted,
    refusedScopes: refusedScopes(asked.scopes, { ...granted, ...identity }),
    dpopKey: key?.privateJwk,
  };
  let login: Login;
  try {
    if (wish.binding === 'dpop' && made.tokenType !== 'DPoP') throw problem('not_bound', { issuer: issuer.id });
    login = await saveNewLogin(store, made, time); // without waiting for a process that renews: what that one saves later is refused
  } catch (error) {
    await revokeLogin(made, issuer, log); // nobody could use it any more, and at the server it would go on
    throw error;
  }
  yield { kind: 'done', login, replaced: previous };
  return login;
}

function fullScope({ scope, exactScope }: LoginWish, issuer: Issuer): string | undefined {
  if (exactScope) return scope;
  const known = USEFUL_SCOPES.filter((name) => issuer.metadata.scopes_supported?.includes(name));
  const all = [...new Set([...known, ...(scope ?? '').split(/\s+/).filter((name) => name !== '')])];
  return all.length === 0 ? undefined : all.join(' ');
}
