import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { needsProgram } from './find-program.ts';

const run = promisify(execFile);

/** A D-Bus session of a test's own. Nothing is started on it by itself, and no window can open. */
export interface SessionBus {
  /** The variables of whoever belongs to this session. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A real Secret Service, GNOME Keyring, on a D-Bus session of its own. */
export interface SecretService extends SessionBus {
  /** Nothing can be read or written until it is unlocked. Nobody is there to be asked. */
  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** How many secrets of this console it holds. */
  count(): Promise<number>;
  /** Removes them, as a person would in the program of their desktop. */
  removeAll(): Promise<void>;
  /** Holds it: the bus takes messages, and nobody answers them. */
  pause(): void;
  resume(): void;
}

/** One that everybody may talk on, and with no list of programs to start. */
const BUS_CONFIG = (socket: string): string => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>
`;

const SERVICE = '/org/freedesktop/secrets';
const PASSWORD = 'of this test\n';

/** Skips what needs a Secret Service where there is none to start. */
export function needsSecretService(context: Mocha.Context): void {
  for (const name of ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon']) needsProgram(context, name);
}

/** Starts a D-Bus session with nobody on it. */
export async function startSessionBus(): Promise<SessionBus> {
  const folder = await mkdtemp(join(tmpdir(), 'bus-'));
  const socket = join(folder, 'bus');
  await writeFile(join(folder, 'bus.conf'), BUS_CONFIG(socket));
  const daemon = spawn('dbus-daemon', [`--config-file=${join(folder, 'bus.conf')}`, '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  endWithUs(daemon);
  await once(daemon.stdout, 'data'); // it tells its address when it listens
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}`, HOME: folder, XDG_RUNTIME_DIR: folder, XDG_DATA_HOME: folder },
    async stop() {
      await end(daemon);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a Secret Service, unlocked and empty. */
export async function startSecretService(): Promise<SecretService> {
  const bus = await startSessionBus();
  const env = { ...process.env, ...bus.env };
  const control = join(bus.env.HOME ?? '', 'control');
  await mkdir(control, { mode: 0o700 });
  let daemon = await startUnlocked();

  async function startUnlocked(): Promise<ChildProcess> {
    const args = ['--foreground', '--components=secrets', `--control-directory=${control}`, '--unlock'];
    const started = spawn('gnome-keyring-daemon', args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
    endWithUs(started);
    started.stdin.end(PASSWORD);
    while ((await collection()) === undefined) await sleep(20);
    return started;
  }
  async function call(path: string, method: string, ...values: readonly string[]): Promise<string> {
    const message = ['--print-reply', '--dest=org.freedesktop.secrets', path, `org.freedesktop.Secret.${method}`, ...values];
    return (await run('dbus-send', ['--session', ...message], { env })).stdout;
  }
  async function collection(): Promise<string | undefined> {
    const reply = await call(SERVICE, 'Service.ReadAlias', 'string:default').catch(() => '');
    return /object path "(\/org\/[^"]+)"/.exec(reply)?.[1];
  }
  async function items(): Promise<string[]> {
    const found = await call(SERVICE, 'Service.SearchItems', 'dict:string:string:service,countersign');
    return [...found.matchAll(/object path "([^"]+)"/g)].map(([, path]) => path ?? '');
  }

  return {
    env: bus.env,
    async lock() {
      await call(SERVICE, 'Service.Lock', `array:objpath:${(await collection()) ?? ''}`);
    },
    async unlock() {
      await end(daemon); // it has no other way than a window
      daemon = await startUnlocked();
    },
    count: async () => (await items()).length,
    async removeAll() {
      for (const item of await items()) await call(item, 'Item.Delete');
    },
    pause: () => void daemon.kill('SIGSTOP'),
    resume: () => void daemon.kill('SIGCONT'),
    async stop() {
      daemon.kill('SIGCONT');
      await end(daemon);
      await bus.stop();
    },
  };
}

/** A D-Bus that takes every connection and never says a word. */
export interface SilentBus extends SessionBus {
  /** Waits until somebody hangs on it. */
  untilConnected(): Promise<void>;
}

/** Starts one. */
export async function startSilentBus(): Promise<SilentBus> {
  const folder = await mkdtemp(join(tmpdir(), 'silent-bus-'));
  const socket = join(folder, 'bus');
  const server = createServer().listen(socket);
  const connections = new Set<{ destroy(): void }>();
  server.on('connection', (connection) => connections.add(connection.on('error', () => undefined)));
  await once(server, 'listening');
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` },
    async untilConnected() {
      while (connections.size === 0) await sleep(20);
    },
    async stop() {
      for (const connection of connections) connection.destroy();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Also when a test breaks before it can stop what it started. */
function endWithUs(child: ChildProcess): void {
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
