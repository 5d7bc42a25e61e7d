import { CommanderError } from 'commander';
import { problem } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { CommandDeclaration } from './declaration.ts';
import { findDeclaration, operandsOf } from './find-declaration.ts';

/** Was this no more than a call for help or the version? */
export function isHelp(thrown: unknown): boolean {
  return thrown instanceof CommanderError && thrown.exitCode === 0;
}

/**
 * A mistake on the command line in our own words and form, or undefined when it was something else. Help that was printed for want of a command is
 * one.
 */
export function usageProblem(
  thrown: unknown,
  args: readonly string[],
  commands: readonly CommandDeclaration[],
): Problem | undefined {
  if (!(thrown instanceof CommanderError) || thrown.exitCode === 0) return undefined;
  const words = operandsOf(args);
  const path = findDeclaration(words, commands)?.path ?? [];
  const command = path.map((word) => ` ${word}`).join('');
  if (thrown.code === 'commander.help') return problem('usage', { detail: 'No command was given.', command });
  const [first = '', ...others] = thrown.message.replace(/^error: /, '').split('\n');
  if (path.at(0) === 'exec' && thrown.code === 'commander.unknownOption' && !args.includes('--'))
    others.push('An option of the command that is to be run? Write -- in front of the command.');
  const hints = others.length > 0 || thrown.code !== 'commander.unknownCommand' ? others : meant(words[path.length], commands);
  const sentences = [first, ...hints.map((line) => line.replace(/^\((.*)\)$/, '$1'))].filter((line) => line !== '');
  const detail = sentences
    .map((line) => cleanText(line.charAt(0).toUpperCase() + line.slice(1).replace(/([^.?!])$/, '$1.')))
    .join(' ');
  return problem('usage', { detail, command });
}

/** The command that other programs call so, as a question. */
function meant(word: string | undefined, commands: readonly CommandDeclaration[]): string[] {
  const known = commands.find(({ alike }) => word !== undefined && alike?.includes(word));
  return known === undefined ? [] : [`Did you mean ${known.name}?`];
}
