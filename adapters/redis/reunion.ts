import { setTimeout as sleep } from 'node:timers/promises';

import type { Log } from '../../server/ports/log.ts';
import { StorageError } from '../../server/ports/storage-error.ts';
import type { RememberedSecrets } from './secrets.ts';

/** Between two attempts to put something back into a Redis that is not ready for it, in milliseconds. */
const PAUSE_MS = 500;

/** What happens whenever a connection is back. */
export interface Reunion {
  /** The connection is there again: is it the Redis we knew? */
  readonly onBack: () => void;
  /** Lets nobody pass once it is not. @throws StorageError `storage_unfit` */
  readonly admit: () => void;
}

/**
 * A Redis that comes back may have forgotten everything: then it is given the secrets again. If another server process came first and made its own,
 * this one would call every token of the other a forgery, and so it stops answering: consoles are told to come again, and a person reads why.
 */
export function createReunion(
  { putBack }: Pick<RememberedSecrets, 'putBack'>,
  { place, log, isClosed }: { readonly place: string; readonly log: Log; readonly isClosed: () => boolean },
): Reunion {
  let underWay = false;
  let estranged = false;

  async function look(): Promise<void> {
    while (!isClosed()) {
      try {
        const others = await putBack();
        if (others.length > 0 && !estranged) log.error('storage.secrets_differ', { place, names: others, wanted: 'a restart' });
        estranged = others.length > 0;
        return;
      } catch {
        await sleep(PAUSE_MS, undefined, { ref: false }); // not ready yet, or gone again
      }
    }
  }

  return {
    onBack() {
      if (underWay) return;
      underWay = true;
      void look().finally(() => (underWay = false));
    },
    admit() {
      if (!estranged) return;
      const message = `The Redis at ${place} forgot its secrets and was given others by another process. Restart this one.`;
      throw new StorageError('storage_unfit', message);
    },
  };
}
