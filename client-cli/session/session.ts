import { abortedAfter } from '../abort.ts';
import type { Environment } from '../environment.ts';
import { isSameIssuer } from '../issuer/address.ts';
import { createHttp } from '../issuer/http.ts';
import type { Http } from '../issuer/http.ts';
import { asProblem, problem, profileFlag, StoreUnavailable } from '../problems/problem.ts';
import { homeFolder } from '../profile/home-folder.ts';
import { profileFolder, refuseTwin } from '../profile/places.ts';
import { readProfile } from '../profile/profile.ts';
import type { Profile } from '../profile/profile.ts';
import { createStores } from '../store/stores.ts';
import type { StoreWish } from '../store/store-choice.ts';
import type { Login, TokenStore } from '../store/token-store.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';
import type { Milliseconds, Seconds } from '../units.ts';
import { createFreshLogin } from './fresh-login.ts';
import type { FreshLogin } from './fresh-login.ts';
import { keepUnsaved } from './keep-unsaved.ts';
import type { KnownIssuers } from './known-issuers.ts';
import type { LoginEvent } from './log-in.ts';
import type { LoginWish } from './login-wish.ts';
import type { ProtectedFetch } from './protected-fetch.ts';

/** What a session is made from. */
export interface SessionSetup {
  readonly profile: string;
  /** Go on without the record of the last choice where that cannot be read: a sealed login says itself whose it is, and where its key is. */
  readonly withoutRecord?: boolean;
  readonly env: Environment;
  readonly caFile: string | undefined;
  readonly requestTimeout: Seconds;
  readonly time: Time;
  readonly random: () => number;
  readonly log: DebugLog;
  readonly signal: AbortSignal;
  /** Told what a person should know and nobody asked for, in a sentence. */
  readonly warn: (sentence: string) => void;
}

/** One profile's login: what every command works on. */
export interface Session {
  readonly profile: string;
  readonly http: Http;
  /** What was chosen at the last login. */
  readonly recorded: Profile | undefined;
  /** Where the login is kept now. */
  readonly store: () => TokenStore;
  /** The login as it is stored. @throws LoginRequired `other_login` when the environment names another issuer or client */
  load(): Promise<Login | undefined>;
  readonly freshLogin: FreshLogin['freshLogin'];
  readonly fetch: ProtectedFetch;
  /** Where the issuer explains the messages of this program: of the login under way, or of the last one. */
  helpPage(): string | undefined;
  /** Logs in, and remembers the choice. */
  logIn(wish: LoginWish, storeWish: StoreWish | undefined, signal?: AbortSignal): AsyncGenerator<LoginEvent, Login>;
}

/** A refresh token may be spent already when a person stops the program: for so long, the answer is still worth having. */
const GRACE: Milliseconds = 2000;

/** Renewing takes a few requests: another process is waited for as long as four may take, and never so shortly that a silent one could not be passed over. */
const WAIT_IN_REQUESTS = 4;
const SHORTEST_WAIT: Milliseconds = 12_000;

/**
 * Opens the session of a profile. Nothing is asked of any server, and nothing is written.
 * @throws Problem `bad_profile_name`, `profile_case`, `profile_damaged`; StoreUnavailable
 */
export async function createSession(setup: SessionSetup): Promise<Session> {
  const { profile, env, time, log, warn } = setup;
  const home = homeFolder(env);
  const folder = profileFolder(home, profile);
  refuseTwin(home, profile);
  const readRecord = (): Promise<Profile | undefined> =>
    setup.withoutRecord ? readProfile(folder).catch(() => undefined) : readProfile(folder);
  const recorded = await readRecord();
  const longestWait = Math.max(WAIT_IN_REQUESTS * setup.requestTimeout * 1000, SHORTEST_WAIT);
  const http = createHttp(setup);
  const about = { profile, profileFlag: profileFlag(profile) };
  const onNotKept = (reason: unknown): void =>
    warn(
      `The renewed login could not be saved: ${asProblem(reason).message} It works in this process, and is written as soon as that is possible. ` +
        'Another process can ask for it again for about a minute, if the server lets it.',
    );
  const lasting = (opened: TokenStore): TokenStore => keepUnsaved(opened, { time, onNotKept });
  const stores = createStores({ home, folder, profile, env, longestWait, time, warn });
  let kept = recorded?.store;
  let store = lasting(stores.open(kept));
  let helpPage = recorded?.helpPage;

  /** Has somebody logged in since, and chosen another place to keep the login? Then it is looked for there. */
  async function findElsewhere(): Promise<boolean> {
    const now = (await readRecord())?.store;
    if (now === undefined || JSON.stringify(now) === JSON.stringify(kept)) return false;
    kept = now;
    store = lasting(stores.open(kept));
    return true;
  }

  async function loadStored(): Promise<Login | undefined> {
    try {
      const login = await store.load();
      return login === undefined && (await findElsewhere()) ? await store.load() : login;
    } catch (error) {
      if (error instanceof StoreUnavailable && (await findElsewhere())) return store.load();
      throw error;
    }
  }

  async function load(): Promise<Login | undefined> {
    const login = await loadStored();
    if (login === undefined) return undefined;
    for (const secret of [login.accessToken, login.refreshToken, login.dpopKey?.d]) if (secret !== undefined) log.learn(secret);
    const { COUNTERSIGN_ISSUER: issuer, COUNTERSIGN_CLIENT_ID: clientId } = env;
    if (issuer && !isSameIssuer(issuer, login.issuer))
      throw problem('other_login', { ...about, loggedInAt: login.issuer, wanted: issuer });
    if (clientId && clientId !== login.clientId) {
      throw problem('other_login', {
        ...about,
        loggedInAt: `${login.issuer} as client "${login.clientId}"`,
        wanted: `as client "${clientId}"`,
      });
    }
    return login;
  }

  let issuers: KnownIssuers | undefined;
  let patientHttp: Http | undefined;
  const { freshLogin, loginForCall } = createFreshLogin({
    load,
    async renew(stale) {
      const [{ renewLogin }, { createKnownIssuers }] = await Promise.all([
        import('./renew-login.ts'),
        import('./known-issuers.ts'),
      ]);
      issuers ??= createKnownIssuers({ http, time });
      patientHttp ??= createHttp({ ...setup, signal: abortedAfter(setup.signal, GRACE) });
      const { signal } = setup;
      return renewLogin(stale, { store, load, profile, issuers, http, patientHttp, time, log, signal });
    },
    ...{ profile, time, signal: setup.signal },
  });

  let protectedFetch: Promise<ProtectedFetch> | undefined;
  const fetchIt = (): Promise<ProtectedFetch> =>
    (protectedFetch ??= import('./protected-fetch.ts').then(({ createProtectedFetch }) =>
      createProtectedFetch({ http, time, flags: about.profileFlag, freshLogin: loginForCall }),
    ));

  return {
    profile,
    http,
    recorded,
    store: () => store,
    load,
    freshLogin,
    fetch: async (url, init) => (await fetchIt())(url, init),
    helpPage: () => helpPage,
    async *logIn(wish, storeWish, signal = setup.signal) {
      const { logInAndRemember } = await import('./log-in-and-remember.ts');
      helpPage = undefined; // it may be another issuer now
      const choice = await stores.choose(storeWish, kept);
      return yield* logInAndRemember(wish, {
        ...{ ...setup, signal, http, folder, choice, before: store },
        onHelpPage: (page) => void (helpPage = page),
        onKept() {
          store = lasting(choice.store);
          kept = choice.record;
        },
      });
    },
  };
}
