import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Redis } from 'ioredis';

import type { ServerCertificate } from './certificate.ts';
import { freePort } from './free-port.ts';
import { startRedisProcess } from './redis-process.ts';

/** How the server is to run. By default it keeps nothing and asks for no password. */
export interface RedisServerOptions {
  /** Everything answered is on the disk (append-only file, fsync always). */
  readonly durable?: boolean;
  readonly password?: string;
  /** A Cluster of this one node, which holds every slot and refuses steps across slots as a large one does. */
  readonly cluster?: boolean;
  /** TLS only, with this certificate. */
  readonly tls?: ServerCertificate;
  /** Users beside the default one, who may then do nothing: `app on >secret ~cs:* +@all`. */
  readonly users?: readonly string[];
  /** Anything else redis-server takes. */
  readonly more?: readonly string[];
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
  /** Holds it: its connections stay open and nothing is answered. */
  pause(): void;
  resume(): void;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

/** The user that tests look behind the scenes as, where the default one may do nothing. */
const ADMIN = { username: 'admin', password: 'admin of this test' } as const;

/** Starts a Redis on a free port, or says what to install. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const { durable, password, cluster, tls, users, more = [] } = options;
  const folder = await mkdtemp(join(tmpdir(), 'countersign-redis-'));
  const port = await freePort();
  const args = [
    ...['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--shutdown-timeout', '0'],
    ...['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1'], // a replica need not wait for others to come
    ...(tls ? ['--port', '0', '--tls-port', String(port)] : ['--port', String(port)]),
    ...(tls ? ['--tls-cert-file', tls.certFile, '--tls-key-file', tls.keyFile, '--tls-ca-cert-file', tls.caFile] : []),
    ...(tls ? ['--tls-auth-clients', 'no'] : []),
    ...(durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']),
    ...(password === undefined ? [] : ['--requirepass', password]),
    ...(users === undefined ? [] : ['--aclfile', await writeUsers(folder, users)]),
    ...(cluster
      ? ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1', '--cluster-port', String(await freePort())]
      : []),
    ...more,
  ];
  let running = await startRedisProcess(args);
  const admin = new Redis({
    ...{ port, host: '127.0.0.1' },
    ...(password !== undefined && { password }),
    ...(users !== undefined && ADMIN),
    ...(tls && { tls: { ca: tls.ca } }),
  });
  admin.on('error', () => undefined); // tests that crash the server mean it
  if (cluster) await takeAllSlots(admin);

  const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  const scheme = cluster ? 'redis+cluster' : tls ? 'rediss' : 'redis';
  return {
    port,
    url: `${scheme}://${login}127.0.0.1:${port}`,
    admin,
    crash: () => running.end('SIGKILL'),
    async startAgain() {
      running = await startRedisProcess(args);
    },
    pause: () => running.pause(),
    resume: () => running.resume(),
    async stop() {
      admin.disconnect();
      await running.end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Waits until replicas are sent what is written, and say so. A replica that calls its link up is not there yet: the master sends it nothing before it has
 * heard from it, which may take a second more.
 *
 * @param key something this server takes, if it is a node of a Cluster
 */
export async function untilReplicasFollow({ admin }: RedisServer, count: number, key = 'something'): Promise<void> {
  do await admin.set(key, 'to confirm');
  while ((await admin.wait(count, 1000)) < count);
}

/** A Sentinel that watches one server under the name `primary`. */
export async function startRedisSentinel(watched: RedisServer): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  await writeFile(file, `bind 127.0.0.1\nport ${port}\ndir ${folder}\nsentinel monitor primary 127.0.0.1 ${watched.port} 1\n`);
  const running = await startRedisProcess([file, '--sentinel'], 'monitor master primary');
  return {
    url: `redis+sentinel://127.0.0.1:${port}/primary`,
    async stop() {
      await running.end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function writeUsers(folder: string, users: readonly string[]): Promise<string> {
  const file = join(folder, 'users.acl');
  const lines = [
    'default off',
    `${ADMIN.username} on #${createHash('sha256').update(ADMIN.password).digest('hex')} ~* &* +@all`,
    ...users,
  ];
  await writeFile(file, lines.map((user) => `user ${user}\n`).join(''));
  return file;
}

async function takeAllSlots(admin: Redis): Promise<void> {
  await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  while (!(await admin.cluster('INFO')).includes('cluster_state:ok')) await sleep(20);
}
