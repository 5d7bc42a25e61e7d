import { unlessAborted } from '../abort.ts';

/**
 * Work that several callers wait for together: it is begun by the first, and aborted when the last one has given up.
 *
 * @param begin does the work until its signal is aborted
 */
export function shareWork(begin: (signal: AbortSignal) => Promise<void>): (signal?: AbortSignal) => Promise<void> {
  let current: { readonly done: Promise<void>; readonly stop: AbortController; waiting: number } | undefined;

  return async function join(signal) {
    signal?.throwIfAborted();
    if (current === undefined) {
      const stop = new AbortController();
      current = { done: begin(stop.signal).finally(() => (current = undefined)), stop, waiting: 0 };
    }
    const mine = current;
    mine.waiting += 1;
    try {
      await unlessAborted(mine.done, signal);
    } finally {
      mine.waiting -= 1;
      if (mine.waiting === 0) mine.stop.abort(signal?.reason);
    }
  };
}
