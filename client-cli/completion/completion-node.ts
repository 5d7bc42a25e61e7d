import type { ArgumentDeclaration, CommandDeclaration, OptionDeclaration } from '../program/declaration.ts';
import { readFlags } from '../program/flags.ts';
import type { Flags } from '../program/flags.ts';
import { GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION } from '../program/global-options.ts';

/** A place on the command line, and what can come next there: what the scripts for the shells are made from. */
export interface CompletionNode {
  /** The command, such as "profile use"; empty for the program itself. */
  readonly path: string;
  readonly commands: readonly Pick<CommandDeclaration, 'name' | 'summary'>[];
  readonly options: readonly CompletionOption[];
  readonly places: readonly ArgumentDeclaration[];
}

/** An option as completion needs it. */
export type CompletionOption = Flags & Pick<OptionDeclaration, 'does' | 'choices' | 'value'>;

/** Every place on the command line, the program itself first. */
export function completionNodes(commands: readonly CommandDeclaration[]): CompletionNode[] {
  const names = commands.map(({ name }) => name);
  const root: CompletionNode = { path: '', commands, options: [readOption(VERSION_OPTION)], places: [] };
  return [root, ...commands.flatMap((command) => nodesOf(command, '', names))];
}

/** What can be typed at every place. */
export const EVERYWHERE: readonly CompletionOption[] = [...GLOBAL_OPTIONS, HELP_OPTION].map(readOption);

function nodesOf(declaration: CommandDeclaration, above: string, names: readonly string[]): CompletionNode[] {
  const { name, commands = [], options = [] } = declaration;
  const places = (declaration.arguments ?? []).map((place) => (place.value === 'command' ? { ...place, choices: names } : place));
  const path = above === '' ? name : `${above} ${name}`;
  const node = { path, commands, options: options.map(readOption), places };
  return [node, ...commands.flatMap((command) => nodesOf(command, path, names))];
}

function readOption(option: OptionDeclaration): CompletionOption {
  return { ...readFlags(option), does: option.does, choices: option.choices, value: option.value };
}

/** A word that a shell takes as it is. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The typed name of an option, long first. */
export function namesOf({ long, short }: Flags): string[] {
  return short === undefined ? [long] : [long, short];
}
