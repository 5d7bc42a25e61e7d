import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Nothing that a test started outlives it, not even one that failed half-way. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** How long it may take to stop. */
const LONGEST_GOODBYE_MS = 3000;

/** A redis-server as a process: a server, a replica, a node of a Cluster or a Sentinel. */
export interface RedisProcess {
  /** Stops it, and waits until it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Holds it: its connections stay open and nothing is answered. */
  pause(): void;
  resume(): void;
}

/** Starts redis-server and waits until it says that it is ready; or says what to install. */
export async function startRedisProcess(
  args: readonly string[],
  readyWhen = 'Ready to accept connections',
): Promise<RedisProcess> {
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  await untilReady(child, readyWhen);
  return {
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      if (signal === 'SIGTERM') child.kill('SIGCONT'); // one that is held hears it only now
      // One that is just writing its first append-only file, having become a replica, takes no notice of SIGTERM.
      const lastResort = setTimeout(() => child.kill('SIGKILL'), LONGEST_GOODBYE_MS);
      await gone;
      clearTimeout(lastResort);
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  };
}

async function untilReady(
  child: ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream },
  readyWhen: string,
): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.once('error', (cause) => {
      running.delete(child);
      const advice = 'Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis).';
      reject(new Error(`redis-server cannot be started. ${advice}`, { cause }));
    });
    child.once('exit', () => reject(new Error(`redis-server ended at once:\n${said}`)));
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes(readyWhen)) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
  });
  child.removeAllListeners('exit').once('exit', () => running.delete(child));
  child.stdout.removeAllListeners('data').resume();
  child.stderr.removeAllListeners('data').resume();
}
