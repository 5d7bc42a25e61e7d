import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { freePort } from './free-port.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Longer than the server itself gives to requests under way. */
const GRACE_MS = 15_000;

/** A Countersign server in a process of its own, as people run it. */
export interface ServerProcess {
  readonly issuer: string;
  readonly port: number;
  readonly pid: number;
  /** Everything it has printed so far. */
  output(): string;
  /** Its log events so far. */
  events(): Record<string, unknown>[];
  /** Ends it as a service manager does. @returns its exit code */
  stop(): Promise<number | null>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

/** How to start it. What is not said is the shipped configuration. */
export interface ServerOptions {
  readonly storage?: string;
  readonly port?: number;
  readonly issuer?: string;
  readonly config?: string;
  readonly logLevel?: string;
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a server and waits until it answers. */
export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
  const port = options.port ?? (await freePort());
  const issuer = options.issuer ?? `http://localhost:${port}`;
  const child = spawn(
    process.execPath,
    ['server/main.ts', '--port', String(port), '--storage', options.storage ?? 'sqlite::memory:'],
    {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        LOG_LEVEL: options.logLevel ?? 'debug',
        COUNTERSIGN_ISSUER: issuer,
        ...options.env,
        ...(options.config ? { COUNTERSIGN_CONFIG: options.config } : {}),
      },
    },
  );
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await untilReady(child, port, () => printed);

  const gone = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit');
    child.kill(signal);
    const lastResort = setTimeout(() => child.kill('SIGKILL'), GRACE_MS); // one that hangs must not outlive its test
    await exited;
    clearTimeout(lastResort);
    return child.exitCode;
  };
  return {
    issuer,
    port,
    pid: child.pid!,
    output: () => printed,
    events: () => readEvents(printed),
    stop: () => gone('SIGTERM'),
    async kill() {
      await gone('SIGKILL');
    },
  };
}

async function untilReady(child: ChildProcess, port: number, output: () => string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${output()}`);
    const reply = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (reply?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`the server did not become ready:\n${output()}`);
}

function readEvents(output: string): Record<string, unknown>[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
