import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The processes of one demo: each is started here, and none outlives it. */
export interface Processes {
  /** Starts a program that goes on, and waits for a line that says it is ready. */
  startService(name: string, script: string, args: readonly string[], env: NodeJS.ProcessEnv, readyWhen: RegExp): Promise<void>;
  /** Runs a program to its end. `onOutput` hears what it prints on standard error, as it comes. */
  run(script: string, args: readonly string[], env: NodeJS.ProcessEnv, onOutput?: (text: string) => void): Promise<Finished>;
  stopAll(): Promise<void>;
}

/** How a program ended. */
export interface Finished {
  readonly exitCode: number | null;
  readonly output: string;
  readonly messages: string;
}

/** Starts Node programs of this repository. */
export function createProcesses(): Processes {
  const running = new Set<ChildProcess>();

  function start(
    script: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
  ): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
    const child = spawn(process.execPath, ['--conditions=countersign-source', script, ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...env },
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  }

  return {
    async startService(name, script, args, env, readyWhen) {
      const child = start(script, args, env);
      let printed = '';
      await new Promise<void>((resolve, reject) => {
        const look = (chunk: Buffer): void => {
          printed += chunk.toString();
          if (readyWhen.test(printed)) resolve();
        };
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        child.once('exit', (code) => reject(new Error(`${name} ended with exit code ${code}:\n${printed}`)));
        setTimeout(() => reject(new Error(`${name} was not ready after 20 seconds:\n${printed}`)), 20_000).unref();
      });
    },
    async run(script, args, env, onOutput) {
      const child = start(script, args, env);
      let output = '';
      let messages = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => {
        messages += chunk.toString();
        onOutput?.(chunk.toString());
      });
      const [exitCode] = (await once(child, 'close')) as [number | null];
      return { exitCode, output, messages };
    },
    async stopAll() {
      const exits = [...running].map((child) => once(child, 'exit'));
      for (const child of running) child.kill('SIGTERM');
      await Promise.all(exits);
    },
  };
}
