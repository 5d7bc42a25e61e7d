import type { Fingerprint } from '../../server/domain/fingerprint.ts';
import { REMEMBERED_REPLACED, standingIn } from '../../server/domain/refresh-standing.ts';
import type { Instant } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Grants, PresentedRefreshToken, StoredGrant } from '../../server/ports/grants.ts';
import type { Database } from './database.ts';
import { readDescription } from './device-row.ts';
import { promised, write } from './transactions.ts';

interface GrantRow {
  readonly id: string;
  readonly account_id: string;
  readonly client_id: string;
  readonly payload: string;
  readonly device: string;
  readonly device_name: string | null;
  readonly keep_until: Instant;
}

const GRANT_COLUMNS = 'id, account_id, client_id, payload, device, device_name, keep_until';

interface LineRow extends GrantRow {
  readonly current_key: Fingerprint;
  readonly current_payload: string;
  readonly previous_key: Fingerprint | null;
  readonly rotated_at: Instant | null;
  readonly replaced_keys: string;
}

/** The last keys that were replaced before they were used: 43 characters and a comma each. */
const REPLACED_ROOM = REMEMBERED_REPLACED * 44;

/**
 * Grants with their refresh tokens in SQLite: one row, read and changed by one statement each. All of it is written durably: a grant that was
 * ended stays ended, and a token that was rotated away stays away, through a power cut too.
 */
export function createGrants({ durable, quick }: Database, clock: Clock): Grants {
  const sql = {
    forget: durable.prepare('DELETE FROM grants WHERE id = ? AND keep_until <= ?'),
    save: durable.prepare(
      `INSERT INTO grants (id, account_id, client_id, payload, device, device_name, keep_until)
       VALUES (:id, :accountId, :clientId, :payload, :device, :name, :keepUntil)
       ON CONFLICT (id) DO UPDATE SET
         account_id = excluded.account_id, client_id = excluded.client_id, payload = excluded.payload, device = excluded.device,
         device_name = excluded.device_name,
         keep_until = max(excluded.keep_until, ifnull(current_expires_at, 0))`,
    ),
    find: quick.prepare(`SELECT ${GRANT_COLUMNS} FROM grants WHERE id = ? AND keep_until > ?`),
    end: durable.prepare('DELETE FROM grants WHERE id = :id RETURNING keep_until'),
    begin: durable.prepare(
      `UPDATE grants SET current_key = :key, current_payload = :payload, current_expires_at = :expiresAt,
         used_from = :from, keep_until = max(keep_until, :expiresAt)
       WHERE id = :grantId AND keep_until > :now AND current_key IS NULL`,
    ),
    present: quick.prepare(
      `SELECT ${GRANT_COLUMNS}, current_key, current_payload, previous_key, rotated_at, replaced_keys
       FROM grants WHERE id = :grantId AND keep_until > :now AND current_expires_at > :now`,
    ),
    rotate: durable.prepare(
      `UPDATE grants SET previous_key = :presented, current_key = :key, current_payload = :payload, current_expires_at = :expiresAt,
         used_from = :from,
         rotated_at = CASE WHEN :presented = current_key THEN :now ELSE rotated_at END,
         replaced_keys = CASE WHEN :presented = current_key THEN replaced_keys
           ELSE substr(replaced_keys || current_key || ',', ${-REPLACED_ROOM}) END,
         keep_until = max(keep_until, :expiresAt)
       WHERE id = :grantId AND keep_until > :now AND current_key = :currentKey AND :presented IN (current_key, previous_key)`,
    ),
  };

  return {
    save: (grant) =>
      write(durable, () => {
        sql.forget.run(grant.id, clock());
        const { name = null, ...device } = grant.device;
        const [payload, deviceText] = [JSON.stringify(grant.payload), JSON.stringify(device)];
        sql.save.run({ ...grant, payload, device: deviceText, name });
      }),

    find: (id) =>
      promised(() => {
        const row = sql.find.get(id, clock()) as GrantRow | undefined;
        return row && toGrant(row);
      }),

    end: (id) =>
      write(durable, () => {
        const ended = sql.end.get({ id }) as Pick<GrantRow, 'keep_until'> | undefined;
        return ended !== undefined && ended.keep_until > clock();
      }),

    issueRefreshToken: (token) =>
      write(durable, () => sql.begin.run({ ...token, payload: JSON.stringify(token.payload), now: clock() }).changes === 1),

    findRefreshToken: (grantId, key) =>
      promised(() => {
        const row = sql.present.get({ grantId, now: clock() }) as LineRow | undefined;
        return row && toPresented(row, key);
      }),

    rotateRefreshToken: (presented, currentKey, next, now) =>
      write(durable, () => {
        const line = { ...next, payload: JSON.stringify(next.payload), presented, currentKey, now };
        return sql.rotate.run(line).changes === 1;
      }),
  };
}

function toGrant(row: GrantRow): StoredGrant {
  const { id, account_id: accountId, client_id: clientId, keep_until: keepUntil } = row;
  const payload = JSON.parse(row.payload) as StoredGrant['payload'];
  return { id, accountId, clientId, device: readDescription(row), payload, keepUntil };
}

function toPresented(row: LineRow, key: Fingerprint): PresentedRefreshToken {
  const { current_key: current, previous_key: previous, rotated_at: rotatedAt, replaced_keys: replaced } = row;
  return {
    grant: toGrant(row),
    standing: standingIn({ current, previous: previous ?? undefined, replaced: replaced.split(',') }, key),
    payload: JSON.parse(row.current_payload) as PresentedRefreshToken['payload'],
    currentKey: current,
    ...(rotatedAt !== null && { rotatedAt }),
  };
}
