import type { TakeFingerprint } from '../domain/fingerprint.ts';
import type { Csrf } from '../http/csrf.ts';
import type { ShowPage } from '../http/show-page.ts';
import type { Audit } from '../observe/audit.ts';
import type { Clock, RandomId } from '../ports/clock.ts';
import type { Counters, ExpiringRecords } from '../ports/storage.ts';
import type { AccountsWebSession } from '../settings/web-session-settings.ts';
import { createBrowserSessions } from './browser-sessions.ts';
import { createEmbeddedAccounts } from './embedded-accounts.ts';
import type { EmbeddedAccount } from './embedded-accounts.ts';
import { createSignInLimit } from './sign-in-limit.ts';
import { createSignInPage } from './sign-in-page.ts';
import type { WebSession } from './web-session.ts';

/** What signing people in with the passwords of accounts.yaml needs. */
export interface AccountsSessionDeps {
  readonly settings: AccountsWebSession;
  readonly people: ReadonlyMap<string, EmbeddedAccount>;
  readonly records: ExpiringRecords;
  readonly counters: Counters;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly randomId: RandomId;
  readonly csrf: Csrf;
  readonly show: ShowPage;
  readonly audit: Audit;
  readonly issuer: string;
}

/** The embedded one: people sign in here, and we know them. */
export function createAccountsSession(deps: AccountsSessionDeps): WebSession {
  const accounts = createEmbeddedAccounts(deps);
  const sessions = createBrowserSessions({
    ...deps,
    realm: deps.settings.kind,
    lifetime: deps.settings.lifetime,
    async asNow({ person }) {
      const account = await accounts.find(person.id);
      if (account?.credentials !== person.credentials) return undefined; // signed in with a password that is none any more
      return account && { ...person, name: account.name, roles: account.roles };
    },
  });
  return {
    visitors: sessions,
    pages: createSignInPage({ ...deps, accounts, sessions, limit: createSignInLimit(deps) }),
    accounts,
  };
}
