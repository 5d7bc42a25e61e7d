import type { Environment } from './environment.ts';
import { DEFAULT_PROFILE } from './profile/places.ts';
import type { LoginEvent } from './session/log-in.ts';
import { createSession } from './session/session.ts';
import type { StoreWish } from './store/store-places.ts';
import { createDebugLog } from './terminal/debug-log.ts';
import { machineTime } from './time.ts';
import type { Seconds } from './units.ts';

export { LoginRequired, Problem, StoreUnavailable, Temporary } from './problems/problem.ts';
export type { LoginEvent } from './session/log-in.ts';

/** How a session is opened. */
export interface SessionOptions {
  /** The profile, as in `countersign --profile`. Default: `default`. */
  readonly profile?: string;
  /** The variables that count (COUNTERSIGN_HOME, COUNTERSIGN_STORE_KEY, HTTPS_PROXY …); usually `process.env`. Default: none. */
  readonly env?: Environment;
  /** A PEM file with more authorities to trust. */
  readonly caFile?: string;
  /** How long one request may take. Default: 15. */
  readonly requestTimeout?: Seconds;
  /** Told what a person should know and nobody asked for. Default: nobody. */
  readonly onWarning?: (sentence: string) => void;
}

/** What a login asks for. */
export interface LoginRequest {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope?: string;
  readonly resource?: string;
  readonly deviceName: string;
  /** Bind the tokens to a key: always, never, or (default) if the issuer can. */
  readonly binding?: 'dpop' | 'bearer' | 'auto';
  readonly store?: StoreWish;
  /** Give up after so long, even if the code lives longer. */
  readonly timeout?: Seconds;
  readonly signal?: AbortSignal;
}

/** The login of one profile, shared with the console program and with every other process that uses the same profile. */
export interface OpenSession {
  /**
   * An access token that is good for `minTtl` more seconds (default 30), renewed in silence if need be.
   * @throws LoginRequired when somebody has to log in, Temporary when it may work later, StoreUnavailable
   */
  getToken(options?: { readonly minTtl?: Seconds }): Promise<string>;
  /** Like `fetch`, with the token: Bearer or DPoP, one retry with the API's nonce, one with a renewed token. Throws like {@link getToken}. */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /**
   * Logs in; each event is for showing, the last one is `done`. Whoever shows `verification` must also say: only if you started this yourself.
   * @throws Problem with the reason
   */
  login(request: LoginRequest): AsyncGenerator<LoginEvent>;
}

/**
 * Opens the login of a profile, for programs that run long or make many calls. It never asks anyone: only `login` starts a login.
 *
 * @throws Problem `bad_profile_name`, `profile_damaged`; StoreUnavailable
 */
export async function openSession(options: SessionOptions = {}): Promise<OpenSession> {
  const { profile = DEFAULT_PROFILE, env = {}, caFile, requestTimeout = 15, onWarning = () => undefined } = options;
  const never = new AbortController().signal;
  const log = createDebugLog(undefined, machineTime);
  const setup = { profile, env, caFile, requestTimeout, time: machineTime, random: Math.random, log, warn: onWarning };
  const session = await createSession({ ...setup, signal: never });
  return {
    async getToken({ minTtl } = {}) {
      return (await session.freshLogin(minTtl)).accessToken;
    },
    fetch: session.fetch,
    async *login({ store, timeout, scope, resource, binding = 'auto', signal = never, ...who }) {
      const wish = { ...who, scope, exactScope: false, resource, binding, limit: timeout };
      yield* session.logIn(wish, store, signal);
    },
  };
}
