import { hostname } from 'node:os';
import { unlessAborted } from './abort.ts';
import type { LoginOptions } from './commands/login-options.ts';
import { statusOf } from './library/session-status.ts';
import type { SessionStatus } from './library/session-status.ts';
import type { LoginRequest, SessionEvent, SessionOptions } from './library/session-options.ts';
import { shareWork } from './library/shared-work.ts';
import { LoginRequired } from './problems/problem.ts';
import { DEFAULT_PROFILE } from './profile/places.ts';
import { createSession } from './session/session.ts';
import { createDebugLog } from './terminal/debug-log.ts';
import { machineTime } from './time.ts';
import type { Seconds } from './units.ts';

export { StepUpRequired } from './session/step-up.ts';
export type { StepUpDemand } from './session/step-up.ts';
export { LoginRequired, Problem, StoreUnavailable, Temporary } from './problems/problem.ts';
export type { LoginPrompt, LoginRequest, SessionEvent, SessionOptions } from './library/session-options.ts';
export type { SessionStatus } from './library/session-status.ts';

/** Ends the wait of one caller, at once and with its reason. What is under way for others goes on. */
interface Abortable {
  readonly signal?: AbortSignal | undefined;
}

/** The login of one profile, shared with the console program and with every other process that uses the same profile. */
export interface OpenSession {
  /**
   * An access token that is good for `minTtl` more seconds (default 30), renewed in silence if need be: once, however many ask at the same time, in this process and
   * in all others.
   *
   * @throws LoginRequired when somebody has to log in; Temporary when nothing is lost and the same call may succeed later; StoreUnavailable when the place where the
   *   login is kept cannot be used; the reason of `signal`
   */
  getToken(options?: Abortable & { readonly minTtl?: Seconds }): Promise<string>;
  /**
   * Like `fetch`, with the token of the login: `Bearer` (RFC 6750) or `DPoP` with a proof for this one request (RFC 9449). A nonce that the API asks for is given, and a token
   * that it refuses is renewed, once each. Redirects are not followed.
   *
   * @throws like {@link getToken}; a TypeError as `fetch` does when the API cannot be reached
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /**
   * Logs in; each event is for showing, the last one is `done`. Whoever shows `verification` must also say: only if you started this yourself. It does not matter whether there
   * is a login already. To stop, abort the signal or leave the loop.
   *
   * @throws Problem with the reason; its `code` is stable, its `message` and `hint` are for people
   */
  login(request?: LoginRequest & Abortable): AsyncGenerator<SessionEvent, void>;
  /** Who is logged in, with which rights and until when. Asks nobody. @throws StoreUnavailable */
  status(): Promise<SessionStatus>;
  /**
   * Ends the login at the issuer as well as it can (RFC 7009), and removes it here in any case.
   * @returns whether the issuer has ended it too
   * @throws StoreUnavailable when it cannot be removed
   */
  logout(
    options?: Abortable & { /** Do not tell the issuer. */ readonly localOnly?: boolean },
  ): Promise<{ readonly revoked: boolean }>;
}

/** Why a login is asked for, where it may be. Not where there is one that belongs to somebody else, or that an API refuses. */
const MENDED_BY_LOGIN: readonly string[] = ['login_required', 'session_ended', 'not_refreshable'];

/**
 * Opens the login of a profile, for programs that run long or make many calls. Nothing is kept open and nothing runs by itself: there is nothing to close.
 *
 * @throws Problem `bad_profile_name`, `profile_case`, `profile_damaged`; StoreUnavailable
 */
export async function openSession(options: SessionOptions = {}): Promise<OpenSession> {
  const { env = process.env, caFile, requestTimeout = 15, onPrompt, onWarning = () => undefined } = options;
  const profile = options.profile ?? (env.COUNTERSIGN_PROFILE === '' ? undefined : env.COUNTERSIGN_PROFILE) ?? DEFAULT_PROFILE;
  const never = new AbortController().signal;
  const log = createDebugLog(undefined, machineTime);
  const setup = { profile, env, caFile, requestTimeout, time: machineTime, random: Math.random, log, warn: onWarning };
  const session = await createSession({ ...setup, signal: never });

  async function* login({
    signal = never,
    store,
    timeout,
    binding,
    ...asked
  }: LoginRequest & Abortable): AsyncGenerator<SessionEvent, void> {
    const { readLoginWish, readStoreWish } = await import('./commands/login-options.ts');
    const bound = binding === 'dpop' ? { dpop: true as const } : binding === 'bearer' ? { bearer: true as const } : {};
    const typed: LoginOptions = {
      ...asked,
      ...bound,
      ...(store === undefined ? {} : { store }),
      ...(timeout === undefined ? {} : { timeout }),
    };
    const wish = readLoginWish({ env, profile, hostname: hostname() }, session.recorded, typed);
    for await (const event of session.logIn(wish, readStoreWish({ env }, typed), signal)) {
      if (event.kind !== 'done') yield event;
      else yield { kind: 'done', status: await status(), replaced: event.replaced !== undefined };
    }
  }

  const prompted = shareWork(async (signal) => {
    for await (const event of login({ ...options.login, signal })) {
      if (event.kind !== 'verification') continue;
      const { kind: _kind, ...prompt } = event;
      await onPrompt?.(prompt);
    }
  });

  /** Does it, and once more after a login if there has to be one and may be. */
  async function loggedIn<Result>(work: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    try {
      return await unlessAborted(work(), signal);
    } catch (error) {
      if (onPrompt === undefined || !(error instanceof LoginRequired) || !MENDED_BY_LOGIN.includes(error.code)) throw error;
      await prompted(signal);
      return unlessAborted(work(), signal);
    }
  }

  const status = async (): Promise<SessionStatus> =>
    statusOf(await session.load(), session.store().description, machineTime.now());

  return {
    getToken: ({ minTtl, signal } = {}) => loggedIn(async () => (await session.freshLogin(minTtl)).accessToken, signal),
    fetch: (url, init = {}) => loggedIn(() => session.fetch(url, init), init.signal ?? undefined),
    login: (request = {}) => login({ ...options.login, ...request }),
    status,
    async logout({ localOnly = false, signal = never } = {}) {
      const { logOut } = await import('./session/log-out.ts');
      const { revoked } = await logOut(
        { store: session.store(), http: session.http, time: machineTime, log, signal },
        { localOnly },
      );
      return { revoked };
    },
  };
}
