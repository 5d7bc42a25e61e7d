import type { Fingerprint } from '../../server/domain/fingerprint.ts';
import type { Grants, PresentedRefreshToken } from '../../server/ports/grants.ts';
import type { RedisClient } from './client.ts';
import { keys } from './keys.ts';
import { readHash } from './read-hash.ts';

/**
 * Looks a presented refresh token up: pointer, then line.
 *
 * A token that was replaced before it was used must not pass for a spent one, or a console whose answer got lost would be taken for a thief.
 * Rotation notes it in the line (`x:KEY`), removes its pointer and only then the note. So a token that seems spent is looked up
 * once more: if its pointer has gone meanwhile, we came between those two steps, and it is unknown.
 */
export function createFindRefreshToken(client: RedisClient): Grants['findRefreshToken'] {
  return async function findRefreshToken(key) {
    const grantId = await client.get(keys.refreshToken(key));
    if (grantId === null) return undefined;

    const note = `x:${key}` as const;
    const line = await readHash(client, keys.grant(grantId), 't', 'r', 'o', 'w', note);
    if (line.t === undefined || line.r === undefined || line[note] !== undefined) return undefined;

    const standing = standingOf(key, line.t, line.o);
    if (standing === 'spent' && (await client.exists(keys.refreshToken(key))) === 0) return undefined;
    return {
      grantId,
      standing,
      payload: JSON.parse(line.r) as PresentedRefreshToken['payload'],
      currentKey: line.t as Fingerprint,
      ...(line.w !== undefined && { rotatedAt: Number(line.w) }),
    };
  };
}

function standingOf(key: string, currentKey: string, previousKey: string | undefined): PresentedRefreshToken['standing'] {
  if (key === currentKey) return 'current';
  return key === previousKey ? 'previous' : 'spent';
}
