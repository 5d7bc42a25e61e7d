import type { LoadJob } from '../load/job.ts';
import type { Generator } from '../load/start-generator.ts';
import type { Subject } from '../subjects/subject.ts';
import { cpuSeconds } from './process-costs.ts';
import type { Turn } from './take-turns.ts';

/** One job as a turn of its subject. */
export async function oneTurn(subject: Subject, generator: Generator, job: LoadJob): Promise<Turn> {
  const cpuOf = watchCpu(subject);
  const { requests, seconds, p50, p99 } = await generator.run(job);
  return { perSecond: requests / seconds, p50, p99, cpu: cpuOf(requests) };
}

/** Watches a server's processor time from now on. @returns tells what one of `count` steps has cost until then, in microseconds */
export function watchCpu({ pid }: Subject): (count: number) => number | undefined {
  const before = cpuSeconds(pid);
  return function cpuOf(count) {
    const after = cpuSeconds(pid);
    return before === undefined || after === undefined ? undefined : ((after - before) / count) * 1e6;
  };
}
