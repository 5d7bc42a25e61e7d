import { CommanderError } from 'commander';
import { problem } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';

/** Was this no more than a call for help or the version? */
export function isHelp(thrown: unknown): boolean {
  return thrown instanceof CommanderError && thrown.exitCode === 0;
}

/** A mistake on the command line in our own words and form, or undefined when it was something else. Help that was printed for want of a command is one. */
export function usageProblem(thrown: unknown): Problem | undefined {
  if (!(thrown instanceof CommanderError) || thrown.exitCode === 0) return undefined;
  if (thrown.code === 'commander.help') return problem('usage', { detail: 'No command was given.' });
  const [first = '', ...others] = thrown.message.replace(/^error: /, '').split('\n');
  const sentences = [first, ...others.map((line) => line.replace(/^\((.*)\)$/, '$1'))].filter((line) => line !== '');
  const detail = sentences
    .map((line) => cleanText(line.charAt(0).toUpperCase() + line.slice(1).replace(/([^.?!])$/, '$1.')))
    .join(' ');
  return problem('usage', { detail });
}
