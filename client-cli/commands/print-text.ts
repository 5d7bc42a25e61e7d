import type { CommandContext } from './context.ts';
import { report } from './report.ts';

/** Prints a text that is the same whoever is logged in; for a program, as the member `text` of the report. */
export function printText({ screen, globals, profile, time }: CommandContext, command: string, text: string): void {
  if (!globals.json) screen.data(text);
  else screen.json({ ...report({ command, profile, session: undefined, login: undefined, now: time.now() }), text });
}
