import type { Clock } from '../server/ports/clock.ts';
import type { Log } from '../server/ports/log.ts';
import type { Storage } from '../server/ports/storage.ts';
import { StorageError } from '../server/ports/storage-error.ts';

/** What every adapter needs. */
export interface OpenStorageDeps {
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Opens the storage that a URL names: `sqlite:PATH`, `sqlite::memory:`, `redis://…`, `rediss://…`, `redis+sentinel://…`, `redis+cluster://…`.
 * Only the adapter that was chosen is loaded.
 *
 * @throws StorageError `storage_url` for anything else, or what the adapter says if it cannot be opened; no message repeats a password
 */
export async function openStorage(url: string, deps: OpenStorageDeps): Promise<Storage> {
  const scheme = /^[a-z+]+(?=:)/.exec(url)?.[0] ?? '';
  switch (scheme) {
    case 'sqlite': {
      const path = url.slice('sqlite:'.length);
      if (path === '')
        throw new StorageError(
          'storage_url',
          'The storage URL "sqlite:" lacks the path of a file: sqlite:./data/countersign.sqlite',
        );
      const { openSqliteStorage } = await import('./sqlite/storage.ts');
      return openSqliteStorage({ path, ...deps });
    }
    case 'redis':
    case 'rediss':
    case 'redis+sentinel':
    case 'redis+cluster': {
      const { openRedisStorage } = await import('./redis/storage.ts');
      return openRedisStorage({ url, ...deps });
    }
    default:
      throw new StorageError(
        'storage_url',
        `The storage ${scheme === '' ? 'setting is no URL' : `kind "${scheme}:" is unknown`}. ` +
          'Right would be sqlite:PATH, sqlite::memory:, redis://…, rediss://…, redis+sentinel://… or redis+cluster://…',
      );
  }
}
