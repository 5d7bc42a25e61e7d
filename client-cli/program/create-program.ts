import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { OutputStream } from '../terminal/look.ts';
import { VERSION } from '../version.ts';
import { COMMANDS } from './all-commands.ts';
import type { Call } from './call.ts';
import type { ArgumentDeclaration, CommandDeclaration, OptionDeclaration } from './declaration.ts';
import { EXIT_MEANINGS } from './exit-meanings.ts';
import { GLOBAL_OPTIONS } from './global-options.ts';
import { readSeconds } from './read-seconds.ts';

/** Where help and complaints about usage go. */
export interface ProgramStreams {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

/** The command line as commander reads it, made from the declarations of the commands. */
export function createProgram(run: (call: Call) => Promise<void>, { stdout, stderr }: ProgramStreams): Command {
  const program = new Command('countersign')
    .description(
      'Logs this machine in to an OAuth 2.0 server with a short code that you approve in a browser anywhere (RFC 8628).',
    )
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => undefined,
    })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', `\nExit codes:\n${exitTable()}\n\nData goes to standard output, everything else to standard error.`);
  for (const option of GLOBAL_OPTIONS) program.addOption(readOption(option));
  for (const command of COMMANDS) addCommand(program, command, [], run);
  return program;
}

function addCommand(
  parent: Command,
  declaration: CommandDeclaration,
  above: readonly string[],
  run: (call: Call) => Promise<void>,
): void {
  const { name, summary, arguments: places = [], options = [], commands = [] } = declaration;
  const path = [...above, name];
  const command = parent.command(name).description(summary);
  for (const place of places) command.addArgument(readArgument(place));
  for (const option of options) command.addOption(readOption(option));
  for (const below of commands) addCommand(command, below, path, run);
  if (declaration.run === undefined) return;
  command.action(() =>
    run({
      command: declaration,
      name: path.join(' '),
      globals: said(command, command.optsWithGlobals()),
      options: said(command, command.opts()),
      operands: command.args,
    }),
  );
}

/** The options that were typed. What commander adds by itself (`qr: true` for the sake of `--no-qr`) is not among them: saying nothing is an answer too. */
function said(command: Command, options: object): Record<string, unknown> {
  const typed = Object.entries(options).filter(([name]) => command.getOptionValueSourceWithGlobals(name) === 'cli');
  return Object.fromEntries(typed);
}

function readOption({ flags, does, variable, otherwise, choices, value, conflicts }: OptionDeclaration): Option {
  const notes = [variable ?? [], otherwise === undefined ? [] : `otherwise ${otherwise}`].flat();
  const option = new Option(flags, notes.length === 0 ? does : `${does} (${notes.join('; ')})`);
  if (choices !== undefined) option.choices(choices);
  if (value === 'seconds') option.argParser(positive);
  if (conflicts !== undefined) option.conflicts(conflicts);
  return option;
}

function readArgument({ name, does }: ArgumentDeclaration): Argument {
  return new Argument(name, does);
}

function positive(text: string): number {
  const seconds = readSeconds(text);
  if (seconds === undefined) throw new InvalidArgumentError('It must be a number of seconds above 0.');
  return seconds;
}

function exitTable(): string {
  return Object.entries(EXIT_MEANINGS)
    .map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`)
    .join('\n');
}
