import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './free-port.ts';

/** An authorization server that is not ours, in a process of its own, on loopback. */
export interface OtherServer {
  readonly origin: string;
  /** What it has printed, for the message of a test that fails. */
  output(): string;
  stop(): Promise<void>;
}

/** How to start one: its program is given the port as its last argument, and prints "ready" when it answers. */
export interface OtherProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts it, and waits until it answers. */
export async function startOtherServer({ command, args, env = {} }: OtherProgram): Promise<OtherServer> {
  const port = await freePort();
  const child = spawn(command, [...args, String(port)], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await new Promise<void>((ready, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (/^ready$/m.test(printed)) ready();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}:\n${printed}`)));
  });
  return {
    origin: `http://localhost:${port}`,
    output: () => printed,
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
