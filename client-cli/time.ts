import type { Instant, Milliseconds } from './units.ts';

/** Everything the console knows about time. */
export interface Time {
  /** What the wall clock says. It may be wrong and may jump: good for what is stored, not for measuring. */
  now(): Instant;
  /** A clock that only goes forward: good for measuring, means nothing outside this process. */
  elapsed(): Milliseconds;
  /**
   * Waits.
   * @throws the reason of `signal` as soon as it is aborted
   */
  sleep(duration: Milliseconds, signal?: AbortSignal): Promise<void>;
}

/** The longest span a Node timer takes; anything longer would fire at once. */
const LONGEST_TIMER: Milliseconds = 2 ** 31 - 1;

/** The time of this machine. */
export const machineTime: Time = {
  now: () => Date.now(),
  elapsed: () => Number(process.hrtime.bigint()) / 1e6, // performance.now() takes a while the first time
  sleep: (duration, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
        Math.min(Math.max(duration, 0), LONGEST_TIMER),
      );
      function stop(): void {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      }
      signal?.addEventListener('abort', stop, { once: true });
    }),
};
