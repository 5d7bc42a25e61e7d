import type { HelpOptions } from '../commands/help.ts';
import type { CommandDeclaration } from './declaration.ts';

/** `countersign help`, as it is declared. */
export const helpCommand: CommandDeclaration = {
  name: 'help',
  summary: 'show help, about everything or one command',
  alike: ['man', 'usage', '?'],
  arguments: [{ name: '[command...]', does: 'the command, such as "login" or "profile use"', value: 'command' }],
  options: [{ flags: '--man', does: 'print the whole manual page, for man(1)' }],
  examples: [
    { line: 'countersign help login', does: 'about one command' },
    { line: 'countersign help --man | man -l -', does: 'read the manual where it is not installed' },
  ],
  prints: 'The help, as wide as the terminal. With --json one object with text.',
  exits: { 0: 'done', 2: 'there is no such command' },
  async run(context, options: HelpOptions, words) {
    return (await import('../commands/help.ts')).help(context, options, words);
  },
};
