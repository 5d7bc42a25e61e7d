import type { Context } from 'koa';

import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { later } from '../domain/units.ts';
import type { Instant, Seconds } from '../domain/units.ts';
import { createCookie } from '../http/cookies.ts';
import type { Person, Visitors } from '../http/visitor.ts';
import type { Clock, RandomId } from '../ports/clock.ts';
import type { ExpiringRecords } from '../ports/storage.ts';

/** A session as it is kept. */
export interface KeptSession {
  /** The person as they were when they signed in. */
  readonly person: Person;
  /** What the place where they signed in calls them and this sign-in, if it was another place. */
  readonly origin?: { readonly subject: string; readonly signIn?: string };
  readonly begunAt: Instant;
}

/** Signed-in browsers: sessions of our own, for people who have no other web session that we could read on every page. */
export interface BrowserSessions extends Visitors {
  /** Signs a person in under a session id never seen before, so that an id planted earlier is worth nothing. */
  begin(ctx: Context, person: Person, origin?: KeptSession['origin']): Promise<void>;
  /** Signs out: the session is gone, not only its cookie. Consoles that were paired in it live on. */
  end(ctx: Context): Promise<void>;
}

/** What browser sessions need. */
export interface BrowserSessionsDeps {
  /** Where these people sign in: a session of one kind is none of another, should the settings change. */
  readonly realm: string;
  readonly records: ExpiringRecords;
  /** The person as they are at this moment; undefined if their session is over. Asked for every page. */
  readonly asNow: (session: KeptSession) => Promise<Person | undefined>;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly randomId: RandomId;
  readonly issuer: string;
  readonly lifetime: Seconds;
}

/** Keeps sessions under the fingerprint of a random cookie value (256 bits); who reads the storage cannot sign in with it. */
export function createBrowserSessions(deps: BrowserSessionsDeps): BrowserSessions {
  const { realm, records, asNow, takeFingerprint, clock, randomId, issuer, lifetime } = deps;
  const cookie = createCookie('session', { issuer });
  const kind = `web_session ${realm}`;

  async function end(ctx: Context): Promise<void> {
    const id = cookie.read(ctx);
    if (id) await records.remove(kind, takeFingerprint('web_session', id));
    cookie.clear(ctx);
  }

  return {
    end,
    async begin(ctx, person, origin) {
      await end(ctx);
      const id = randomId(32);
      const begunAt = clock();
      const kept = { person, ...(origin ? { origin } : {}), begunAt } satisfies KeptSession;
      await records.save(kind, takeFingerprint('web_session', id), kept, later(begunAt, lifetime));
      cookie.write(ctx, id, lifetime);
    },
    async whoIs(ctx) {
      const id = cookie.read(ctx);
      if (!id) return undefined;
      const session = takeFingerprint('web_session', id);
      const kept = (await records.find(kind, session)) as KeptSession | undefined;
      const person = kept && (await asNow(kept));
      return person && { session, person };
    },
  };
}
