import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/**
 * A process, so that another one can tell later whether it still runs. A number alone does not say: it is given again after a while, and in containers every
 * main process is number 1.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** This run of the machine's kernel. Linux only. */
  readonly boot?: string | undefined;
  /** Where the number counts: containers number their processes for themselves. Linux only. */
  readonly space?: string | undefined;
  /** When it started, in ticks since the machine did. Linux only. */
  readonly started?: string | undefined;
}

/** What is to be seen of a process number here and now. */
export interface SeenProcess {
  readonly runs: boolean;
  readonly started?: string | undefined;
}

/**
 * Does this process still run? `alive` and `dead` are certain; `unknown` is a process that cannot be seen from here: on another machine, in another container.
 *
 * @param here somebody who looks
 * @param seen what is to be seen here of the number that `holder` has
 */
export function judgeProcess(holder: ProcessIdentity, here: ProcessIdentity, seen: SeenProcess): 'alive' | 'dead' | 'unknown' {
  if (holder.host !== here.host) return 'unknown';
  if (differ(holder.boot, here.boot)) return 'dead';
  if (differ(holder.space, here.space)) return 'unknown';
  return !seen.runs || differ(holder.started, seen.started) ? 'dead' : 'alive'; // started at another time: the number was given again
}

/** Are they known, and not the same? */
function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** What this process can be told by. */
export async function identifyThisProcess(): Promise<ProcessIdentity> {
  const [boot, space, { started }] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => undefined),
    readlink('/proc/self/ns/pid').catch(() => undefined),
    lookAtProcess(process.pid),
  ]);
  return { pid: process.pid, host: hostname(), boot: boot?.trim(), space, started };
}

/** @see {@link https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html proc_pid_stat(5)} */
export async function lookAtProcess(pid: number): Promise<SeenProcess> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field is the program's name in brackets, which may hold anything. State is the third, start time the 22nd.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return { runs: answersSignals(pid) };
  const [state = ''] = fields;
  return { runs: !'ZXx'.includes(state), started: fields[19] }; // one that has ended and was not fetched by its parent runs no more
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // there, but another user's
  }
}
