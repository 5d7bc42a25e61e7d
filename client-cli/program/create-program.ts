import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { Look, OutputStream } from '../terminal/look.ts';
import { VERSION } from '../version.ts';
import { COMMANDS } from './all-commands.ts';
import type { Call } from './call.ts';
import type { ArgumentDeclaration, OptionDeclaration } from './declaration.ts';
import type { FoundDeclaration } from './find-declaration.ts';
import { GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION } from './global-options.ts';
import { commandHelp, programHelp } from './help-page.ts';
import { PROGRAM } from './program.ts';
import { readSeconds } from './read-seconds.ts';

type RunCommand = (call: Call) => Promise<void>;

/** Where help and complaints about usage go. */
export interface ProgramStreams {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly looks: Looks;
}

/** How the two streams look. */
export interface Looks {
  readonly out: Look;
  readonly err: Look;
}

/** The command line as commander reads it, made from the declarations of the commands. */
export function createProgram(run: RunCommand, { stdout, stderr, looks }: ProgramStreams): Command {
  const program = new Command(PROGRAM.name)
    .exitOverride()
    .helpCommand(false) // "help" is a command like any other
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => undefined,
      getOutHasColors: () => true, // the look decides
      getErrHasColors: () => true,
    })
    .version(VERSION, VERSION_OPTION.flags, VERSION_OPTION.does)
    .helpOption(HELP_OPTION.flags, HELP_OPTION.does);
  showOwnHelp(program, (look) => programHelp(COMMANDS, look), looks);
  for (const option of GLOBAL_OPTIONS) program.addOption(readOption(option));
  for (const declaration of COMMANDS) addCommand(program, { path: [declaration.name], declaration }, run, looks);
  return program;
}

/** Has commander show a page of ours, set for the stream it goes to. */
function showOwnHelp(command: Command, page: (look: Look) => string, { out, err }: Looks): void {
  let look = out;
  command.configureHelp({
    prepareContext: ({ error }) => void (look = error === true ? err : out),
    formatHelp: () => page(look),
  });
}

function addCommand(parent: Command, found: FoundDeclaration, run: RunCommand, looks: Looks): void {
  const { path, declaration } = found;
  const { name, arguments: places = [], options = [], commands = [] } = declaration;
  const command = parent.command(name).helpOption(HELP_OPTION.flags, HELP_OPTION.does).helpCommand(false);
  showOwnHelp(command, (look) => commandHelp(found, look), looks);
  for (const place of places) command.addArgument(readArgument(place));
  for (const option of options) command.addOption(readOption(option));
  for (const below of commands) addCommand(command, { path: [...path, below.name], declaration: below }, run, looks);
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

function readOption({ flags, does, choices, value, conflicts }: OptionDeclaration): Option {
  const option = new Option(flags, does);
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
