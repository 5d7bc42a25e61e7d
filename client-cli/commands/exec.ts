import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Environment } from '../environment.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { Seconds } from '../units.ts';
import { bearerLogin } from './bearer-login.ts';
import type { CommandContext } from './context.ts';

/** The options of `exec`. */
export interface ExecOptions {
  /** The name of the variable. */
  readonly env?: string;
  readonly minTtl?: Seconds;
}

const VARIABLE = 'COUNTERSIGN_TOKEN';

/** What a shell says of a command that it cannot find, and of one that it cannot run (POSIX.1-2024, section 2.8.2). */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/**
 * Runs a command with a token in its environment. Its standard input and output are ours, untouched; its exit code becomes ours.
 *
 * @see {@link https://modelcontextprotocol.io/specification/2025-06-18/basic/authorization MCP: servers on stdio take credentials from the environment}
 */
export async function exec(
  context: CommandContext,
  options: ExecOptions,
  [command = '', ...args]: readonly string[],
): Promise<ExitCode> {
  const { env = VARIABLE, minTtl } = options;
  if (!/^[A-Za-z_]\w*$/.test(env))
    throw problem('usage', { detail: `"${cleanText(env, 80)}" cannot be the name of a variable.` });
  const { accessToken } = await bearerLogin(context, minTtl);
  return run(command, args, { ...context, env: { ...withoutKey(context.env), [env]: accessToken } });
}

/** A command gets one token that runs out soon, not the key to the login that it came from. */
function withoutKey(env: Environment): Environment {
  // Windows does not tell upper case from lower in these names.
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.toUpperCase() !== 'COUNTERSIGN_STORE_KEY'));
}

async function run(command: string, args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { env, screen, takeSignals, log } = context;
  const child = spawn(command, args, { env: env, stdio: 'inherit' });
  const isOnTerminal = screen.err.interactive || screen.out.interactive;
  takeSignals((signal) => {
    // A terminal sends Ctrl-C to everybody in front of it, the command included. Twice would mean something else.
    if (signal !== 'SIGINT' || !isOnTerminal) child.kill(signal);
  });
  return new Promise((resolve) => {
    child.on('error', ({ code }: NodeJS.ErrnoException) => {
      const isThere = code !== 'ENOENT';
      log.debug('exec.failed', { code });
      screen.fail(problem(isThere ? 'command_not_executable' : 'command_not_found', { detail: cleanText(command, 80) }));
      resolve((isThere ? NOT_EXECUTABLE : NOT_FOUND) as ExitCode);
    });
    // Whatever the command ends with is what we end with.
    child.on('close', (code, signal) => resolve((signal === null ? code : 128 + constants.signals[signal]) as ExitCode));
  });
}
