import { later } from '../../server/domain/units.ts';
import type { Instant } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Counters, ExpiringRecords, Replays } from '../../server/ports/storage.ts';
import type { Database } from './database.ts';
import { promised, write } from './transactions.ts';

/** Claims in SQLite. One statement claims, and takes over a claim whose time is over but which the sweep has not met yet. */
export function createReplays({ quick }: Database, clock: Clock): Replays {
  const claim = quick.prepare(
    `INSERT INTO replays (key, expires_at) VALUES (:key, :until)
     ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at WHERE expires_at <= :now`,
  );
  return {
    claim: (key, until) => write(quick, () => claim.run({ key, until, now: clock() }).changes === 1),
  };
}

/** Small records in SQLite. */
export function createRecords({ quick }: Database, clock: Clock): ExpiringRecords {
  const save = quick.prepare('INSERT OR REPLACE INTO records (kind, key, value, expires_at) VALUES (?, ?, ?, ?)');
  const find = quick.prepare('SELECT value FROM records WHERE kind = ? AND key = ? AND expires_at > ?');
  const remove = quick.prepare('DELETE FROM records WHERE kind = ? AND key = ?');
  return {
    save: (kind, key, value, expiresAt) => write(quick, () => void save.run(kind, key, JSON.stringify(value), expiresAt)),
    find: (kind, key) =>
      promised(() => {
        const row = find.get(kind, key, clock()) as { readonly value: string } | undefined;
        return row && (JSON.parse(row.value) as Readonly<Record<string, unknown>>);
      }),
    remove: (kind, key) => write(quick, () => void remove.run(kind, key)),
  };
}

/** Counters in SQLite: one statement counts, or begins the next window. */
export function createCounters({ quick }: Database): Counters {
  const increment = quick.prepare(
    `INSERT INTO counters (name, count, until) VALUES (:name, 1, :until)
     ON CONFLICT (name) DO UPDATE SET
       count = CASE WHEN until > :now THEN count + 1 ELSE 1 END,
       until = CASE WHEN until > :now THEN until ELSE excluded.until END
     RETURNING count, until`,
  );
  const giveBack = quick.prepare('UPDATE counters SET count = count - 1 WHERE name = :name AND until > :now AND count > 0');
  return {
    increment: (name, window, now) =>
      write(quick, () => {
        const row = increment.get({ name, until: later(now, window), now }) as { count: number; until: Instant };
        return { count: row.count, until: row.until };
      }),
    giveBack: (name, now) => write(quick, () => void giveBack.run({ name, now })),
  };
}
