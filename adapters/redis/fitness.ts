import type { Instant, Milliseconds } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Log } from '../../server/ports/log.ts';
import { StorageError } from '../../server/ports/storage-error.ts';
import type { RedisClient } from './client.ts';

/** SET … PXAT came with Redis 6.2; Valkey and the managed ones report 7 and later. */
const OLDEST = { major: 6, minor: 2 } as const;

/** Codes expire by the clock of Redis and are judged by ours: from here on the two differ too much. */
const CLOCK_TOLERANCE: Milliseconds = 2000;

/** What a Redis says of itself, as far as it matters to us. */
export interface RedisFacts {
  readonly version: string;
  readonly appendOnly: boolean;
  readonly evicts: string;
  readonly clockAhead: Milliseconds;
}

/** What an admin should hear about. It runs all the same: whether it may lose a day of refresh tokens is not for us to say. */
export type RedisConcern =
  | { readonly event: 'storage.redis_may_forget'; readonly wanted: string }
  | { readonly event: 'storage.redis_may_evict'; readonly policy: string; readonly wanted: string }
  | { readonly event: 'storage.redis_clock_differs'; readonly ahead: Milliseconds };

/** Can we use it at all, and if so, with which concerns? */
export function judgeRedis(
  facts: RedisFacts,
): { readonly kind: 'too-old' } | { readonly kind: 'fit'; readonly concerns: RedisConcern[] } {
  const [major = 0, minor = 0] = facts.version.split('.').map(Number);
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) return { kind: 'too-old' };
  const concerns: RedisConcern[] = [];
  if (!facts.appendOnly) concerns.push({ event: 'storage.redis_may_forget', wanted: 'appendonly yes' });
  if (facts.evicts !== 'noeviction' && facts.evicts !== '') {
    concerns.push({ event: 'storage.redis_may_evict', policy: facts.evicts, wanted: 'maxmemory-policy noeviction' });
  }
  if (Math.abs(facts.clockAhead) > CLOCK_TOLERANCE)
    concerns.push({ event: 'storage.redis_clock_differs', ahead: facts.clockAhead });
  return { kind: 'fit', concerns };
}

/**
 * Asks Redis about itself and logs what an admin should know.
 *
 * @throws StorageError `storage_unfit` if it is too old
 */
export async function checkFitness(client: RedisClient, place: string, clock: Clock, log: Log): Promise<void> {
  const facts = await readFacts(client, clock);
  const verdict = judgeRedis(facts);
  if (verdict.kind === 'too-old') {
    const wanted = `${OLDEST.major}.${OLDEST.minor}`;
    throw new StorageError(
      'storage_unfit',
      `The Redis at ${place} is version ${facts.version}; Countersign needs ${wanted} or later.`,
    );
  }
  for (const { event, ...fields } of verdict.concerns) log.warn(event, { place, ...fields });
}

async function readFacts(client: RedisClient, clock: Clock): Promise<RedisFacts> {
  const [info, [seconds, microseconds]] = await Promise.all([
    client.info(),
    client.time() as unknown as Promise<[string, string]>, // ioredis says numbers, and gives what Redis sends
  ]);
  const line = (name: string): string => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
  const redisNow: Instant = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  return {
    version: line('redis_version'),
    appendOnly: line('aof_enabled') === '1',
    evicts: line('maxmemory_policy'),
    clockAhead: redisNow - clock(),
  };
}
