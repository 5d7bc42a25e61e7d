import type { Command } from 'commander';
import type { GlobalOptions } from '../commands/context.ts';
import { failureReport } from '../commands/failed-command.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import type { Problem } from '../problems/problem.ts';
import type { Surroundings } from '../run-console.ts';
import { createDebugLog } from '../terminal/debug-log.ts';
import { lookOf } from '../terminal/look.ts';
import { createScreen } from '../terminal/screen.ts';
import { COMMANDS } from './all-commands.ts';
import type { Call } from './call.ts';
import { createProgram } from './create-program.ts';
import { findDeclaration, operandsOf } from './find-declaration.ts';
import { isHelp, usageProblem } from './usage-problem.ts';

/** Which profile a command line and an environment name. */
type ProfileOf = (globals: Partial<GlobalOptions>, env: Environment) => string;

/**
 * Runs what is not written plainly (read-plainly.ts), however it is typed: help, mistakes, `--name=value`, `--`, lists.
 *
 * @returns the exit code; whatever goes wrong has been told by then
 */
export async function runAsTyped(
  surroundings: Surroundings,
  runCommand: (call: Call) => Promise<ExitCode>,
  profileOf: ProfileOf,
): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const { args, env, stdout, stderr } = surroundings;
  const wishes = { color: !args.includes('--no-color'), accessible: args.includes('--accessible') };
  const looks = { out: lookOf(stdout, env, wishes), err: lookOf(stderr, env, wishes) };
  const run = async (call: Call): Promise<void> => void (exitCode = await runCommand(call));
  const program = createProgram(run, { stdout, stderr, looks });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (isHelp(error)) return EXIT.ok;
    const mistake = usageProblem(error, args, COMMANDS);
    if (mistake === undefined) throw error;
    return tellUsage(mistake, program, surroundings, profileOf);
  }
  return exitCode;
}

/** Tells a mistake on the command line. The options may not have been read by then: those that matter here are looked up as they were typed. */
async function tellUsage(
  mistake: Problem,
  program: Command,
  surroundings: Surroundings,
  profileOf: ProfileOf,
): Promise<ExitCode> {
  const { args, env, time } = surroundings;
  const [json, accessible, color] = [args.includes('--json'), args.includes('--accessible'), !args.includes('--no-color')];
  const log = createDebugLog(undefined, time);
  const screen = createScreen({ ...surroundings, quiet: false, json, accessible, color, scrub: log.scrub });
  if (args.length > 0) screen.fail(mistake); // help has been shown otherwise
  const command = findDeclaration(operandsOf(args), COMMANDS)?.path.join(' ') ?? null;
  const profile = profileOf(program.opts<Partial<GlobalOptions>>(), env);
  if (json) screen.json(await failureReport(command, profile, mistake, undefined, { time, log }));
  return mistake.exitCode;
}
