import { execFile } from 'node:child_process';
import { cpus, totalmem, type } from 'node:os';
import { promisify } from 'node:util';

/** The machine and the programs that the figures hold for, in a sentence. */
export async function describeMachine(): Promise<string> {
  const { stdout } = await promisify(execFile)('redis-server', ['--version']);
  const redis = /v=([\d.]+)/.exec(stdout)?.[1] ?? 'unknown';
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cores.length} cores (${cores[0]?.model.trim()}), ${memory} GiB, ${type()}, Node ${process.versions.node}, Redis ${redis}`;
}
