import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Redis } from 'ioredis';

import { freePort } from './free-port.ts';

/** How the server is to run. By default it keeps nothing and asks for no password. */
export interface RedisServerOptions {
  /** Everything answered is on the disk (append-only file, fsync always). */
  readonly durable?: boolean;
  readonly password?: string;
  /** A Cluster of this one node, which holds every slot and refuses steps across slots as a large one does. */
  readonly cluster?: boolean;
}

/** A real Redis of one test's own, on loopback. */
export interface RedisServer {
  readonly port: number;
  /** What the storage setting would say. */
  readonly url: string;
  /** A plain connection to look behind the scenes; closed with the server. */
  readonly admin: Redis;
  /** Kills it without warning. */
  crash(): Promise<void>;
  /** Starts it again, on the same port and the same files. */
  startAgain(): Promise<void>;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

/** Starts a Redis on a free port, or says what to install. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-redis-'));
  const port = await freePort();
  const args = [
    ...['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', ''],
    ...(options.durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']),
    ...(options.password === undefined ? [] : ['--requirepass', options.password]),
    ...(options.cluster
      ? ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1', '--cluster-port', String(await freePort())]
      : []),
  ];
  let running = await startProcess('redis-server', args);
  const admin = new Redis({ port, host: '127.0.0.1', ...(options.password !== undefined && { password: options.password }) });
  admin.on('error', () => undefined); // tests that crash the server mean it
  if (options.cluster) await takeAllSlots(admin);

  const login = options.password === undefined ? '' : `:${encodeURIComponent(options.password)}@`;
  return {
    port,
    url: `${options.cluster ? 'redis+cluster' : 'redis'}://${login}127.0.0.1:${port}`,
    admin,
    crash: () => end(running, 'SIGKILL'),
    async startAgain() {
      running = await startProcess('redis-server', args);
    },
    async stop() {
      admin.disconnect();
      await end(running, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A Sentinel that watches one server under the name `primary`. */
export async function startRedisSentinel(watched: RedisServer): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  await writeFile(file, `bind 127.0.0.1\nport ${port}\ndir ${folder}\nsentinel monitor primary 127.0.0.1 ${watched.port} 1\n`);
  const running = await startProcess('redis-server', [file, '--sentinel'], 'monitor master primary');
  return {
    url: `redis+sentinel://127.0.0.1:${port}/primary`,
    async stop() {
      await end(running, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startProcess(
  program: string,
  args: readonly string[],
  readyWhen = 'Ready to accept connections',
): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(
        new Error(
          `${program} cannot be started. Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis).`,
          { cause },
        ),
      );
    });
    child.once('exit', () => reject(new Error(`${program} ended at once:\n${said}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(readyWhen)) resolve();
    });
  });
  child.removeAllListeners('exit');
  child.stdout.removeAllListeners('data').resume();
  return child;
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

async function takeAllSlots(admin: Redis): Promise<void> {
  await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  while (!(await admin.cluster('INFO')).includes('cluster_state:ok')) await sleep(20);
}
