import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { LoadJob, LoadReport, LoadResult } from './job.ts';

/** The load generator. */
export interface Generator {
  /** @throws if an answer was not the expected one */
  readonly run: (job: LoadJob) => Promise<LoadResult>;
  readonly stop: () => Promise<void>;
}

/** Starts the load generator in a process of its own. */
export function startGenerator(): Generator {
  const child = fork(join(import.meta.dirname, 'generator.ts'), {
    serialization: 'advanced', // JSON has no Infinity: a job without an end would be one that never begins
  });
  return {
    async run(job) {
      const answered = once(child, 'message') as Promise<[LoadReport]>;
      child.send(job);
      const [report] = await answered;
      if (report.kind === 'failed') throw new Error(report.reason);
      return report.result;
    },
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
