import { bashScript } from '../completion/bash-script.ts';
import { fishScript } from '../completion/fish-script.ts';
import { zshScript } from '../completion/zsh-script.ts';
import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { CommandContext } from './context.ts';
import { printText } from './print-text.ts';

const SCRIPTS = new Map([
  ['bash', bashScript],
  ['zsh', zshScript],
  ['fish', fishScript],
]);

/** Prints the script that teaches a shell this command line. */
export async function completion(context: CommandContext, shell: string): Promise<ExitCode> {
  const script = SCRIPTS.get(shell);
  if (script === undefined)
    throw problem('usage', {
      detail: `There is no completion for "${cleanText(shell, 40)}", only for ${[...SCRIPTS.keys()].join(', ')}.`,
    });
  printText(context, 'completion', script(await context.commands()));
  return EXIT.ok;
}
