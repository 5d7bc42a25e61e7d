import type { Instant } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Grants, NewRefreshToken, StoredGrant } from '../../server/ports/grants.ts';
import { inTransaction, promised } from './database.ts';
import type { Database } from './database.ts';
import { createFindRefreshToken } from './refresh-tokens.ts';

interface GrantRow {
  readonly id: string;
  readonly account_id: string;
  readonly client_id: string;
  readonly payload: string;
  readonly keep_until: Instant;
}

/**
 * Grants with their refresh tokens in SQLite. All of it is written durably: a grant that was ended stays ended, and a token that was
 * rotated away stays away, through a power cut too.
 */
export function createGrants(database: Database, clock: Clock): Grants {
  const { durable, quick } = database;
  const sql = {
    forget: durable.prepare('DELETE FROM grants WHERE id = ? AND keep_until <= ?'),
    save: durable.prepare(
      `INSERT INTO grants (id, account_id, client_id, payload, keep_until) VALUES (:id, :accountId, :clientId, :payload, :keepUntil)
       ON CONFLICT (id) DO UPDATE SET
         account_id = excluded.account_id, client_id = excluded.client_id, payload = excluded.payload,
         keep_until = max(excluded.keep_until, ifnull(current_expires_at, 0))`,
    ),
    find: quick.prepare('SELECT id, account_id, client_id, payload, keep_until FROM grants WHERE id = ? AND keep_until > ?'),
    end: durable.prepare('DELETE FROM grants WHERE id = ? RETURNING keep_until'),
    begin: durable.prepare(
      `UPDATE grants SET current_key = :key, current_payload = :payload, current_expires_at = :expiresAt,
         keep_until = max(keep_until, :expiresAt)
       WHERE id = :grantId AND keep_until > :now AND current_key IS NULL`,
    ),
    rotate: durable.prepare(
      `UPDATE grants SET previous_key = :presented, current_key = :key, current_payload = :payload, current_expires_at = :expiresAt,
         rotated_at = CASE WHEN :presented = current_key THEN :now ELSE rotated_at END, keep_until = max(keep_until, :expiresAt)
       WHERE id = :grantId AND keep_until > :now AND current_key = :currentKey AND :presented IN (current_key, previous_key)`,
    ),
    know: durable.prepare('INSERT INTO refresh_tokens (key, grant_id, expires_at) VALUES (:key, :grantId, :expiresAt)'),
    replace: durable.prepare('UPDATE refresh_tokens SET replaced = 1 WHERE key = ?'),
  };

  function know({ key, grantId, expiresAt }: NewRefreshToken): true {
    sql.know.run({ key, grantId, expiresAt });
    return true;
  }

  return {
    save: (grant) =>
      promised(() =>
        inTransaction(durable, () => {
          sql.forget.run(grant.id, clock());
          sql.save.run({ ...grant, payload: JSON.stringify(grant.payload) });
        }),
      ),

    find: (id) => promised(() => toStored(sql.find.get(id, clock()) as GrantRow | undefined)),

    end: (id) =>
      promised(() => {
        const ended = sql.end.get(id) as Pick<GrantRow, 'keep_until'> | undefined;
        return ended !== undefined && ended.keep_until > clock();
      }),

    issueRefreshToken: (token) =>
      promised(() =>
        inTransaction(durable, () => {
          const begun = sql.begin.run({ ...token, payload: JSON.stringify(token.payload), now: clock() });
          return begun.changes === 1 && know(token);
        }),
      ),

    findRefreshToken: createFindRefreshToken(quick, clock),

    rotateRefreshToken: (presented, currentKey, next, now) =>
      promised(() =>
        inTransaction(durable, () => {
          const line = { ...next, payload: JSON.stringify(next.payload), presented, currentKey, now };
          if (sql.rotate.run(line).changes !== 1) return false;
          if (presented !== currentKey) sql.replace.run(currentKey);
          return know(next);
        }),
      ),
  };
}

function toStored(row: GrantRow | undefined): StoredGrant | undefined {
  if (row === undefined) return undefined;
  return {
    id: row.id,
    accountId: row.account_id,
    clientId: row.client_id,
    payload: JSON.parse(row.payload) as StoredGrant['payload'],
    keepUntil: row.keep_until,
  };
}
