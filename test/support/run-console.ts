import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { whatDoesNotFit } from './console/json-lines.ts';

/** How a run of the console ended. */
export interface ConsoleRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Each line of standard output that is a JSON object. */
  readonly events: readonly ConsoleEvent[];
}

/** A line of `--json`, as far as the tests look. */
export interface ConsoleEvent {
  readonly event?: string;
  readonly ok?: boolean;
  readonly state?: string;
  readonly error?: {
    readonly code: string;
    readonly exit_code: number;
    readonly retryable: boolean;
    readonly oauth_error: string | null;
    readonly help: string | null;
  } | null;
  readonly [name: string]: unknown;
}

/** What can be set for one run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  /** Another copy of the program. */
  readonly main?: string;
  /** Put before the command, such as `sh -c 'ulimit …; exec "$@"' sh`. */
  readonly wrapper?: readonly string[];
  /** Called with the process as soon as it runs. */
  readonly started?: (child: ChildProcess) => void;
  /** Called with everything on standard output and error so far, after each piece. */
  readonly watch?: (output: string, child: ChildProcess) => void;
}

/** A console with a home of its own, run as a real child process. */
export interface TestConsole {
  readonly home: string;
  run(args: readonly string[], options?: RunOptions): Promise<ConsoleRun>;
  remove(): Promise<void>;
}

/** Starting the program takes a third of the time with it. */
const COMPILE_CACHE = join(tmpdir(), 'countersign-compile-cache');

const MAIN = resolve(import.meta.dirname, '../../client-cli/main.ts');

/**
 * Makes a console with an empty home; nothing of the environment of the tests gets through but what a process needs.
 *
 * @param program another one than the source, such as one that was installed
 */
export async function createTestConsole(
  env: RunOptions['env'] = {},
  program: readonly string[] = [process.execPath, '--no-warnings', MAIN],
): Promise<TestConsole> {
  const home = await mkdtemp(join(tmpdir(), 'console-'));
  return {
    home,
    run(args, options = {}) {
      const ours = options.main === undefined ? program : [process.execPath, '--no-warnings', options.main];
      const [command = '', ...rest] = [...(options.wrapper ?? []), ...ours, ...args];
      const child = spawn(command, rest, {
        env: {
          PATH: process.env.PATH,
          COUNTERSIGN_HOME: home,
          NODE_COMPILE_CACHE: COMPILE_CACHE,
          TZ: 'UTC',
          ...env,
          ...options.env,
        },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      options.started?.(child);
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
      return new Promise((end, reject) => {
        child.on('error', reject);
        child.on('close', (code) => {
          const events = readLines(stdout);
          const misfit = args.includes('--json') ? events.map(whatDoesNotFit).find((reason) => reason !== undefined) : undefined;
          if (misfit === undefined) end({ code: code ?? -1, stdout, stderr, events });
          else reject(new Error(misfit));
        });
      });
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

function readLines(output: string): ConsoleEvent[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as ConsoleEvent);
}
