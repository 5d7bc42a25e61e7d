import { spawnSync } from 'node:child_process';

/** How long two commands take, in milliseconds, and how many times the second one the first takes. Of each, the run that a quarter was faster than: what else a machine does only ever adds. */
export interface TimedBeside {
  readonly first: number;
  readonly second: number;
  readonly ratio: number;
}

/**
 * Times two runs of Node as whole processes, in turn, so that what the machine does meanwhile befalls both.
 *
 * @throws when one of them fails
 */
export function timeBeside(
  node: string,
  first: readonly string[],
  second: readonly string[],
  { pairs, env }: { readonly pairs: number; readonly env: NodeJS.ProcessEnv },
): TimedBeside {
  const time = (args: readonly string[]): number => {
    const begin = performance.now();
    const { status, stderr } = spawnSync(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr.toString()}`);
    return performance.now() - begin;
  };
  time(first); // neither begins with a cold disk
  time(second);
  const timed = Array.from({ length: pairs }, () => [time(first), time(second)] as const);
  const [one, other] = [quick(timed.map(([mine]) => mine)), quick(timed.map(([, theirs]) => theirs))];
  return { first: one, second: other, ratio: one / other };
}

function quick(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 4)] ?? NaN;
}
