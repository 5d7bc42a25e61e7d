import type { Fingerprint } from '../../server/domain/fingerprint.ts';
import type { Grants, PresentedRefreshToken, Standing } from '../../server/ports/grants.ts';
import type { RedisClient } from './client.ts';
import { keys } from './keys.ts';
import { readHash } from './read-hash.ts';

/** Looks a presented refresh token up: pointer, then line. */
export function createFindRefreshToken(client: RedisClient): Grants['findRefreshToken'] {
  return async function findRefreshToken(key) {
    const grantId = await client.get(keys.refreshToken(key));
    if (grantId === null) return undefined;

    const note = `x:${key}` as const;
    const line = await readHash(client, keys.grant(grantId), 't', 'r', 'o', 'w', note);
    if (line.t === undefined || line.r === undefined) return undefined;
    return {
      grantId,
      standing: standingOf(key, { current: line.t, previous: line.o, isReplaced: line[note] !== undefined }),
      payload: JSON.parse(line.r) as PresentedRefreshToken['payload'],
      currentKey: line.t as Fingerprint,
      ...(line.w !== undefined && { rotatedAt: Number(line.w) }),
    };
  };
}

interface Line {
  readonly current: string;
  readonly previous: string | undefined;
  readonly isReplaced: boolean;
}

function standingOf(key: string, { current, previous, isReplaced }: Line): Standing {
  if (key === current) return 'current';
  if (key === previous) return 'previous';
  return isReplaced ? 'replaced' : 'spent';
}
