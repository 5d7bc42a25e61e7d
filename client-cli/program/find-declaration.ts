import type { CommandDeclaration } from './declaration.ts';
import { GLOBAL_OPTIONS } from './global-options.ts';

/** A command, and the words that lead to it. */
export interface FoundDeclaration {
  readonly path: readonly string[];
  readonly declaration: CommandDeclaration;
}

/** Global options that take the word after them, by the flag alone. */
const TAKES_VALUE = new Set(GLOBAL_OPTIONS.filter(({ flags }) => flags.includes('<')).map(({ flags }) => flags.split(' ')[0]));

/** The words of a command line that may name a command: neither options nor their values. What follows `--` is for somebody else. */
export function operandsOf(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  const ours = end < 0 ? args : args.slice(0, end);
  return ours.filter((word, index) => !word.startsWith('-') && !TAKES_VALUE.has(ours[index - 1] ?? ''));
}

/** The command that words lead to, as far as they do; undefined when already the first word names none. */
export function findDeclaration(words: readonly string[], commands: readonly CommandDeclaration[]): FoundDeclaration | undefined {
  const [first, ...others] = words;
  const declaration = commands.find(({ name }) => name === first);
  if (declaration === undefined) return undefined;
  const below = findDeclaration(others, declaration.commands ?? []);
  return below === undefined
    ? { path: [declaration.name], declaration }
    : { path: [declaration.name, ...below.path], declaration: below.declaration };
}
