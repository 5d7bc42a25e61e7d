import type { Milliseconds } from './units.ts';

/** Waits for `work`, but not after `signal` is aborted. The work itself goes on. @throws the reason of `signal`, or what `work` throws */
export async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work;
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}

/** A signal that is aborted some time after another one: for what is worth finishing if it is quick. */
export function abortedAfter(signal: AbortSignal, grace: Milliseconds): AbortSignal {
  const later = new AbortController();
  const start = (): void => void setTimeout(() => later.abort(signal.reason), grace).unref();
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return later.signal;
}
