import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { Fingerprint } from '../../server/domain/fingerprint.ts';

/** What a worker can be told to do; with several keys it does all of them at once. */
export type WorkerOrder =
  | { readonly what: 'decide' | 'spend'; readonly keys: readonly Fingerprint[] }
  | { readonly what: 'count'; readonly keys: readonly Fingerprint[]; readonly now: number }
  | { readonly what: 'keep-secret'; readonly name: string }
  | { readonly what: 'close' };

/** What it says when it is done: one result per key. */
export interface WorkerAnswer {
  readonly results: readonly unknown[];
}

/** A process with the storage open. */
export interface StorageWorker {
  ask(order: Exclude<WorkerOrder, { what: 'close' }>): Promise<readonly unknown[]>;
  /** Lets it close its storage and end. @returns what it wrote to stderr, which should be nothing */
  finish(): Promise<string>;
  /** Ends it without warning. */
  crash(): Promise<void>;
}

/** Starts several processes at the same moment, all with the same storage. */
export function startStorageWorkers(url: string, count: number): Promise<StorageWorker[]> {
  return Promise.all(Array.from({ length: count }, () => startOne(url)));
}

async function startOne(url: string): Promise<StorageWorker> {
  // Without the parent's options: one of them silences warnings, and we want to hear them.
  const child = fork(fileURLToPath(new URL('storage-worker.ts', import.meta.url)), [url], { execArgv: [], silent: true });
  let complaints = '';
  child.stderr!.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const gone = once(child, 'exit');
  const nextAnswer = async (): Promise<WorkerAnswer> => {
    const exited = gone.then(() => Promise.reject(new Error(`the process ended:\n${complaints}`)));
    const [answer] = (await Promise.race([once(child, 'message'), exited])) as [WorkerAnswer];
    return answer;
  };
  await nextAnswer();
  return {
    async ask(order) {
      child.send(order);
      return (await nextAnswer()).results;
    },
    async finish() {
      child.send({ what: 'close' } satisfies WorkerOrder);
      await gone;
      return complaints;
    },
    async crash() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
