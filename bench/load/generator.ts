import type { LoadJob, LoadReport } from './job.ts';
import { runJob } from './run-job.ts';

// The load generator, in a process of its own, so that it takes no time from the bench and the bench none from it. One job at a time.
process.on('message', (job: LoadJob) => {
  runJob(job).then(
    (result) => report({ kind: 'done', result }),
    (error: unknown) => report({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));

function report(message: LoadReport): void {
  process.send?.(message);
}
