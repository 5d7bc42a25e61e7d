import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** How a run of the console ended. */
export interface ConsoleRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Each line of standard output, as JSON. */
  readonly events: Record<string, never>[] & Record<string, unknown>[];
}

/** What can be set for one run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  /** Called with everything on standard output and error so far, after each piece. */
  readonly watch?: (output: string, child: ChildProcess) => void;
}

/** A console with a home of its own, run as a real child process. */
export interface TestConsole {
  readonly home: string;
  run(args: readonly string[], options?: RunOptions): Promise<ConsoleRun>;
  remove(): Promise<void>;
}

const MAIN = resolve(import.meta.dirname, '../../client-cli/main.ts');

/** Makes a console with an empty home; nothing of the environment of the tests gets through but what a process needs. */
export async function createTestConsole(env: RunOptions['env'] = {}): Promise<TestConsole> {
  const home = await mkdtemp(join(tmpdir(), 'console-'));
  return {
    home,
    run(args, options = {}) {
      const child = spawn(process.execPath, ['--no-warnings', MAIN, ...args], {
        env: { PATH: process.env.PATH, COUNTERSIGN_HOME: home, TZ: 'UTC', ...env, ...options.env },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (piece: string) => {
        stdout += piece;
        options.watch?.(stdout + stderr, child);
      });
      child.stderr.setEncoding('utf8').on('data', (piece: string) => {
        stderr += piece;
        options.watch?.(stdout + stderr, child);
      });
      child.stdin.end(options.stdin ?? '');
      return new Promise((resolve_, reject) => {
        child.on('error', reject);
        child.on('close', (code, signal) => {
          resolve_({
            code: code ?? (signal === null ? -1 : -2),
            stdout,
            stderr,
            get events() {
              return stdout
                .split('\n')
                .filter((line) => line !== '')
                .map((line) => JSON.parse(line) as never);
            },
          });
        });
      });
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}
