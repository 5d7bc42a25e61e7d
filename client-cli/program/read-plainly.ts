import { COMMANDS } from './all-commands.ts';
import type { Call } from './call.ts';
import type { CommandSyntax, OptionSyntax } from './declaration.ts';
import { GLOBAL_OPTIONS } from './global-options.ts';
import { readSeconds } from './read-seconds.ts';

/**
 * Reads a command line that is plainly written: a known command, options spelled out, each once and good, and as many operands as it takes. That is how
 * scripts and other programs call us, often and without patience. Whatever is not plain (help, mistakes, `--`, `--name=value`, lists) goes on, untouched, to
 * commander, which takes as long to load as everything else together. Both read the same declarations, and a test holds them to the same answers.
 *
 * @returns undefined when it is not plain
 */
export function readPlainly(args: readonly string[]): Call | undefined {
  const [path, rest] = readPath(args);
  const command = path.at(-1);
  if (command?.run === undefined) return undefined;
  const read = readWords(rest, command.options ?? []);
  if (read === undefined || !fits(read.operands, command) || contradicts(read.options, command)) return undefined;
  return { command, name: path.map(({ name }) => name).join(' '), ...read };
}

/** The command that the first words name, and what comes after them. */
function readPath(args: readonly string[]): [path: CommandSyntax[], rest: readonly string[]] {
  const path: CommandSyntax[] = [];
  let choices: readonly CommandSyntax[] = COMMANDS;
  for (const word of args) {
    const next = choices.find(({ name }) => name === word);
    if (next === undefined) break;
    path.push(next);
    choices = next.commands ?? [];
  }
  return [path, args.slice(path.length)];
}

function readWords(
  words: readonly string[],
  own: readonly OptionSyntax[],
): Pick<Call, 'globals' | 'options' | 'operands'> | undefined {
  const globals: Record<string, unknown> = {};
  const options: Record<string, unknown> = {};
  const operands: string[] = [];
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!word.startsWith('-')) {
      operands.push(word);
      continue;
    }
    const known = [GLOBAL_OPTIONS, own].map((list) => list.find(({ flags }) => flags.split(' ')[0] === word));
    const [found] = known.filter((option) => option !== undefined);
    if (found === undefined || !known.includes(undefined)) return undefined;
    const value = found.flags.includes(' ') ? readValue(left.shift(), found) : !word.startsWith('--no-');
    const into = known[0] === undefined ? options : globals;
    const name = nameOf(word);
    if (value === undefined || name in into) return undefined;
    into[name] = value;
  }
  return { globals, options, operands };
}

function readValue(text: string | undefined, { flags, choices, value }: OptionSyntax): string | number | undefined {
  if (text === undefined || text.startsWith('-') || flags.includes('...') || flags.includes('[')) return undefined;
  if (choices !== undefined && !choices.includes(text)) return undefined;
  return value === 'seconds' ? readSeconds(text) : text;
}

/** `--no-min-ttl` is known as `minTtl`. */
function nameOf(flag: string): string {
  return flag.replace(/^--(?:no-)?/, '').replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}

function fits(operands: readonly string[], { arguments: places = [] }: CommandSyntax): boolean {
  return places.length === operands.length && places.every(({ name }) => /^<[^.]+>$/.test(name));
}

function contradicts(options: Call['options'], { options: declared = [] }: CommandSyntax): boolean {
  return declared.some(
    ({ flags, conflicts }) => conflicts !== undefined && conflicts in options && nameOf(flags.split(' ')[0] ?? '') in options,
  );
}
