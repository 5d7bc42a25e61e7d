import type { DatabaseSync } from 'node:sqlite';

import type { Fingerprint } from '../../server/domain/fingerprint.ts';
import type { Instant } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Grants, PresentedRefreshToken } from '../../server/ports/grants.ts';
import { promised } from './database.ts';

interface LineRow {
  readonly grant_id: string;
  readonly current_key: Fingerprint;
  readonly current_payload: string;
  readonly previous_key: Fingerprint | null;
  readonly rotated_at: Instant | null;
  readonly replaced: 0 | 1;
}

/** Looks a presented refresh token up, with the line it belongs to, as one consistent picture. */
export function createFindRefreshToken(connection: DatabaseSync, clock: Clock): Grants['findRefreshToken'] {
  const find = connection.prepare(
    `SELECT grant_id, current_key, current_payload, previous_key, rotated_at, replaced
     FROM refresh_tokens JOIN grants ON grants.id = refresh_tokens.grant_id
     WHERE refresh_tokens.key = :key AND refresh_tokens.expires_at > :now AND grants.keep_until > :now`,
  );

  return function findRefreshToken(key) {
    return promised(() => {
      const line = find.get({ key, now: clock() }) as LineRow | undefined;
      if (line === undefined) return undefined;
      return {
        grantId: line.grant_id,
        standing: standingOf(key, line),
        payload: JSON.parse(line.current_payload) as PresentedRefreshToken['payload'],
        currentKey: line.current_key,
        ...(line.rotated_at !== null && { rotatedAt: line.rotated_at }),
      };
    });
  };
}

function standingOf(key: Fingerprint, line: LineRow): PresentedRefreshToken['standing'] {
  if (key === line.current_key) return 'current';
  if (key === line.previous_key) return 'previous';
  return line.replaced === 1 ? 'replaced' : 'spent';
}
