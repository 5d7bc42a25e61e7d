import type { Context } from 'koa';

import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { later, toNumericDate } from '../domain/units.ts';
import type { Seconds } from '../domain/units.ts';
import { createCookie } from '../http/cookies.ts';
import type { Visitors } from '../http/visitor.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { Clock, RandomId } from '../ports/clock.ts';
import type { ExpiringRecords } from '../ports/storage.ts';

const KIND = 'web_session';

/** Signed-in browsers: sessions of our own, for people who have no other web session that we could trust. */
export interface BrowserSessions extends Visitors {
  /** Signs a person in under a session id never seen before, so that an id planted earlier is worth nothing. */
  begin(ctx: Context, accountId: string, amr: readonly string[]): Promise<void>;
  /** Signs out: the session is gone, not only its cookie. Consoles that were paired in it live on. */
  end(ctx: Context): Promise<void>;
}

/** What browser sessions need. */
export interface BrowserSessionsDeps {
  readonly records: ExpiringRecords;
  readonly accounts: Accounts;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly randomId: RandomId;
  readonly issuer: string;
  readonly lifetime: Seconds;
}

/** Keeps sessions under the fingerprint of a random cookie value (256 bits); who reads the storage cannot sign in with it. */
export function createBrowserSessions(deps: BrowserSessionsDeps): BrowserSessions {
  const { records, accounts, takeFingerprint, clock, randomId, issuer, lifetime } = deps;
  const cookie = createCookie('session', { issuer });

  async function end(ctx: Context): Promise<void> {
    const id = cookie.read(ctx);
    if (id) await records.remove(KIND, takeFingerprint(KIND, id));
    cookie.clear(ctx);
  }

  return {
    end,
    async begin(ctx, accountId, amr) {
      await end(ctx);
      const id = randomId(32);
      const now = clock();
      await records.save(KIND, takeFingerprint(KIND, id), { accountId, amr, authTime: toNumericDate(now) }, later(now, lifetime));
      cookie.write(ctx, id, lifetime);
    },
    async whoIs(ctx) {
      const id = cookie.read(ctx);
      if (!id) return undefined;
      const session = takeFingerprint(KIND, id);
      const record = (await records.find(KIND, session)) as { accountId: string; amr: string[]; authTime: number } | undefined;
      const account = record && (await accounts.find(record.accountId));
      if (!account) return undefined;
      return {
        session,
        person: { id: account.id, name: account.name, roles: account.roles, authTime: record.authTime, amr: record.amr },
      };
    },
  };
}
