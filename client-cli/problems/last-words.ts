import { systemReason } from '../store/system-reason.ts';
import type { OutputStream } from '../terminal/look.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';

/**
 * Tells what broke where nobody was left to catch it. Nothing that a value could have got into is told: whatever broke may have held a token in its hands. With
 * `--debug` the places in the program are.
 */
export function tellCrash(thrown: unknown, stderr: OutputStream, wantsPlaces: boolean): void {
  const failed = problem('unexpected', { detail: kindOf(thrown) }, { cause: thrown });
  tell(failed, wantsPlaces ? placesOf(thrown) : [], stderr);
}

/** Where in the program something was thrown, without what it says. */
export function placesOf(thrown: unknown): string[] {
  return thrown instanceof Error ? (thrown.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line)) : [];
}

/** Tells that what the command was called for did not arrive. */
export function tellLostOutput(reason: Error, stderr: OutputStream): void {
  tell(problem('output_lost', { detail: systemReason(reason) }, { cause: reason }), [], stderr);
}

/** The name of an error and its code, and nothing of what it says. */
function kindOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'no reason given';
  const { code } = thrown as NodeJS.ErrnoException;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? `${thrown.name}, ${code}` : thrown.name;
}

function tell({ message, hint }: Problem, places: readonly string[], stderr: OutputStream): void {
  stderr.write(`${[`error: ${message}`, ` next: ${hint}`, ...places].join('\n')}\n`);
}
