import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { problem } from '../problems/problem.ts';
import type { CommandDeclaration } from '../program/declaration.ts';
import { findDeclaration } from '../program/find-declaration.ts';
import { commandHelp, programHelp } from '../program/help-page.ts';
import { manualPage } from '../program/manual-page.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { VERSION } from '../version.ts';
import type { CommandContext } from './context.ts';
import { printText } from './print-text.ts';

/** The options of `help`. */
export interface HelpOptions {
  readonly man?: true;
}

/** Shows help: about everything, about one command, or all of it as a manual page. */
export async function help(context: CommandContext, options: HelpOptions, words: readonly string[]): Promise<ExitCode> {
  const commands = await context.commands();
  printText(context, 'help', options.man ? manualPage(commands, VERSION) : helpAbout(words, commands, context.screen));
  return EXIT.ok;
}

function helpAbout(words: readonly string[], commands: readonly CommandDeclaration[], screen: CommandContext['screen']): string {
  if (words.length === 0) return programHelp(commands, screen.out);
  const found = findDeclaration(words, commands);
  if (found?.path.length !== words.length) {
    const known = (found?.declaration.commands ?? commands).map(({ name }) => name).join(', ');
    throw problem('usage', { detail: `There is no command "${cleanText(words.join(' '), 80)}". There are ${known}.` });
  }
  return commandHelp(found, screen.out);
}
