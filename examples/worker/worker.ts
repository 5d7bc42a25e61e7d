import { setTimeout as sleep } from 'node:timers/promises';
import { LoginRequired, StoreUnavailable, Temporary } from '@countersign/console';
import type { OpenSession } from '@countersign/console';

/** What a worker needs. Times in milliseconds. */
export interface WorkerDeps {
  readonly session: Pick<OpenSession, 'fetch'>;
  /** What it calls, again and again. */
  readonly url: string;
  readonly pause: number;
  /** Told what happens: for the log. */
  readonly report: (event: Readonly<Record<string, unknown>>) => void;
  readonly signal: AbortSignal;
}

/** Trouble that ends by itself: look again soon, then more seldom. */
const SHORTEST_TROUBLE = 100;
const LONGEST_TROUBLE = 60_000;

/** A person has to do something: they will not do it faster if we ask more often. */
const UNTIL_SOMEBODY_HELPS = 30_000;

/**
 * Works until the signal says stop. It never ends because of something that passes, and it never logs anybody in: when a login is needed it says so, and goes on as
 * soon as somebody has run `countersign login`.
 */
export async function workOn({ session, url, pause, report, signal }: WorkerDeps): Promise<void> {
  let troubles = 0;
  while (!isStopped(signal)) {
    try {
      const reply = await session.fetch(url, { signal });
      await reply.arrayBuffer(); // an answer that is not read keeps its connection
      report({ event: 'worked', status: reply.status });
      troubles = 0;
      await sleep(pause, undefined, { signal });
    } catch (error) {
      if (isStopped(signal)) return;
      const wait = howLongToWait(error, troubles);
      report({ event: 'trouble', ...describe(error), wait });
      troubles += 1;
      await sleep(wait, undefined, { signal }).catch(() => undefined); // told to stop
    }
  }
}

/** It may have been aborted since the last look, which the type of a signal does not tell. */
const isStopped = (signal: AbortSignal): boolean => signal.aborted;

/** @throws what is a bug, and no trouble */
function howLongToWait(error: unknown, troubles: number): number {
  if (error instanceof LoginRequired || error instanceof StoreUnavailable) return UNTIL_SOMEBODY_HELPS;
  const isPassing = error instanceof Temporary || error instanceof TypeError || error instanceof DOMException; // the last two: the API cannot be reached
  if (!isPassing) throw error;
  return Math.min(SHORTEST_TROUBLE * 2 ** troubles, LONGEST_TROUBLE) * (0.5 + Math.random() / 2); // not in step with other workers
}

function describe(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof LoginRequired || error instanceof StoreUnavailable || error instanceof Temporary) {
    const { code, message, hint } = error;
    return { code, message, hint };
  }
  return { code: 'api_unreachable', message: String(error) };
}
