import { randomInt, randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { problem } from '../problems/problem.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import { identifyThisProcess, judgeProcess, lookAtProcess } from './lock-holder.ts';
import { lookAtLock, makeLock, removeLock } from './lock-record.ts';
import type { Holder, SeenLock } from './lock-record.ts';
import type { Turn, WaitOptions } from './token-store.ts';

/** What a lock file depends on. */
export interface LockDeps {
  readonly path: string;
  readonly profile: string;
  /** How long to wait for other processes before giving up. */
  readonly longestWait: Milliseconds;
  readonly time: Time;
}

/** A holder gives a sign of life so often. */
const SIGN_OF_LIFE: Milliseconds = 1000;

/** Without one for so long, and it is suspended, or its machine is gone. */
const LONGEST_SILENCE: Milliseconds = 10_000;

/** A lock of a process that cannot be seen from here, and that is older than this, is nobody's. */
const LONGEST_HOLD: Milliseconds = 120_000;

/** A waiting process looks again after so long; at first soon, then more seldom. */
const FIRST_PAUSE: Milliseconds = 20;
const LONGEST_PAUSE: Milliseconds = 320;

/**
 * Runs `work` while holding a lock file, so that two processes do not spend the same refresh token.
 *
 * The file is made with link(2), which only one process can do. A holder that has died is passed over at once where that is certain (lock-holder.ts), and after
 * ten seconds without a sign of life where it is not. A holder that was suspended for so long, and wakes, finds by `turn.isOurs()` that it was passed over;
 * should it ask a moment too early, the store refuses what it writes (numbered-files.ts).
 *
 * @throws Temporary `store_busy`; StoreUnavailable `store_unwritable`; the reason of `signal`
 */
export async function withLock<Result>(
  deps: LockDeps,
  work: (turn: Turn) => Promise<Result>,
  { signal, instead }: WaitOptions<Result> = {},
): Promise<Result> {
  const { path, profile, longestWait, time } = deps;
  const me: Holder = { id: randomUUID(), ...(await identifyThisProcess()) };
  const silence = createSilenceWatch(time);
  const started = time.elapsed();
  let pause = FIRST_PAUSE;
  for (;;) {
    signal?.throwIfAborted();
    const seen = await lookAtLock(path);
    const file = seen === undefined ? await makeLock(path, me) : undefined;
    if (file !== undefined) return hold(file, path, me, time, work);
    const unnecessary = await instead?.();
    if (unnecessary !== undefined) return unnecessary;
    if (seen !== undefined && (await isOver(seen, me, silence(seen), time))) await removeLock(path, seen);
    else if (time.elapsed() - started > longestWait) throw problem('store_busy', { profile });
    else await time.sleep(randomInt(pause / 2, pause + 1), signal); // not in step with the others
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }
}

async function hold<Result>(
  file: FileHandle,
  path: string,
  me: Holder,
  time: Time,
  work: (turn: Turn) => Promise<Result>,
): Promise<Result> {
  // On the file that is open, not on its name: that may be another one's by now.
  const giveSign = (): Promise<void> => file.utimes(time.now() / 1000, time.now() / 1000).catch(() => undefined);
  const signs = setInterval(() => void giveSign(), SIGN_OF_LIFE);
  signs.unref();
  try {
    return await work({
      async isOurs() {
        await giveSign(); // whoever is about to pass us over looks once more, see removeLock
        return (await lookAtLock(path))?.holder?.id === me.id;
      },
    });
  } finally {
    clearInterval(signs);
    await file.close().catch(() => undefined);
    const seen = await lookAtLock(path);
    if (seen?.holder?.id === me.id) await removeLock(path, seen);
  }
}

async function isOver({ holder, writtenAt }: SeenLock, me: Holder, silent: Milliseconds, time: Time): Promise<boolean> {
  if (silent > LONGEST_SILENCE) return true;
  const verdict = holder === undefined ? 'unknown' : judgeProcess(holder, me, await lookAtProcess(holder.pid));
  // Clocks may differ, and jump when a machine wakes up: they count only where nothing better is known.
  return verdict === 'dead' || (verdict === 'unknown' && time.now() - writtenAt > LONGEST_HOLD);
}

/** @returns how long a lock has been seen without a sign of life. Time in which the one who looks was suspended too does not count. */
function createSilenceWatch(time: Time): (seen: SeenLock) => Milliseconds {
  let [sign, silent, lookedAt] = ['', 0, time.elapsed()];
  return (seen) => {
    const since = Math.min(time.elapsed() - lookedAt, 2 * LONGEST_PAUSE);
    lookedAt = time.elapsed();
    silent = seen.sign === sign ? silent + since : 0;
    sign = seen.sign;
    return silent;
  };
}
