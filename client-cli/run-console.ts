import type { Readable } from 'node:stream';
import type { CommandContext, GlobalOptions, SignalListener } from './commands/context.ts';
import type { Environment } from './environment.ts';
import { EXIT } from './problems/exit-codes.ts';
import type { ExitCode } from './problems/exit-codes.ts';
import type { Call } from './program/call.ts';
import type { CommandDeclaration } from './program/declaration.ts';
import { readPlainly } from './program/read-plainly.ts';
import { readCurrentProfile } from './profile/current-profile.ts';
import { homeFolder } from './profile/home-folder.ts';
import { DEFAULT_PROFILE } from './profile/places.ts';
import { createSession } from './session/session.ts';
import type { Session } from './session/session.ts';
import { createDebugLog } from './terminal/debug-log.ts';
import type { OutputStream } from './terminal/look.ts';
import { createScreen } from './terminal/screen.ts';
import type { Time } from './time.ts';

/** What a process gives the console. */
export interface Surroundings {
  /** What was typed, without the names of the interpreter and the program. */
  readonly args: readonly string[];
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly hostname: string;
  /** Asked for only by who reads it. */
  readonly stdin: () => Readable;
  /** From now on signals are for the command alone, and end nothing by themselves. */
  readonly takeSignals: (listener: SignalListener) => void;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly time: Time;
  readonly random: () => number;
  /** Aborted with a Problem when the person gives up. */
  readonly signal: AbortSignal;
}

/** Runs the console once. @returns the exit code; whatever goes wrong has been told by then */
export async function runConsole(surroundings: Surroundings): Promise<ExitCode> {
  const plain = readPlainly(surroundings.args);
  if (plain !== undefined) return runCommand(plain, surroundings);

  const { runAsTyped } = await import('./program/run-as-typed.ts');
  return runAsTyped(surroundings, (call) => runCommand(call, surroundings), profileOf);
}

/** The declarations with their texts, which only help and mistakes need. */
async function allCommands(): Promise<readonly CommandDeclaration[]> {
  return (await import('./program/all-commands.ts')).COMMANDS;
}

/** The profile in use: as it was typed, as the environment says, or as it was chosen with "profile use". */
function profileOf({ profile }: Partial<GlobalOptions>, env: Environment): string {
  if (profile !== undefined) return profile;
  if (env.COUNTERSIGN_PROFILE) return env.COUNTERSIGN_PROFILE;
  try {
    return readCurrentProfile(homeFolder(env));
  } catch {
    return DEFAULT_PROFILE; // without a home nobody chose
  }
}

/** What holds where an option of all commands is left out. */
const UNLESS_SAID: GlobalOptions = {
  json: false,
  input: true,
  quiet: false,
  debug: false,
  color: true,
  accessible: false,
  requestTimeout: 15,
};

async function runCommand({ command, name, options, operands, ...call }: Call, surroundings: Surroundings): Promise<ExitCode> {
  const globals = { ...UNLESS_SAID, ...call.globals };
  const { env, time, random, signal, stderr } = surroundings;
  const log = createDebugLog(globals.debug ? (line) => stderr.write(`${line}\n`) : undefined, time);
  const screen = createScreen({ ...surroundings, ...globals, scrub: log.scrub });
  const profile = profileOf(globals, env);

  const sessionOf: CommandContext['sessionOf'] = (chosen, options) =>
    createSession({
      ...options,
      profile: chosen,
      env,
      caFile: globals.caFile,
      requestTimeout: globals.requestTimeout,
      time,
      random,
      log,
      signal,
      warn: screen.warn,
    });
  let opened: Promise<Session> | undefined;
  const session = (): Promise<Session> => (opened ??= sessionOf(profile));

  try {
    const home = homeFolder(env);
    const context = { ...surroundings, globals, screen, log, home, profile, commands: allCommands, session, sessionOf };
    return (await command.run?.(context, options, operands)) ?? EXIT.ok;
  } catch (error) {
    const { tellFailure } = await import('./commands/failed-command.ts');
    const isNamed = Boolean(globals.profile ?? env.COUNTERSIGN_PROFILE);
    return tellFailure(error, { name, profile, isNamed, opened }, { screen, log, time, json: globals.json });
  }
}
