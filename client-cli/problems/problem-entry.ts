import type { ExitCode } from './exit-codes.ts';

/** One thing that can go wrong and that a person can mend. `{name}` stands for a detail given where it happens. */
export interface ProblemEntry {
  readonly exitCode: ExitCode;
  /** What happened. */
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
}

/** @returns what goes into the table */
export const entry = (exitCode: ExitCode, message: string, hint: string): ProblemEntry => ({ exitCode, message, hint });

/** Said where nothing was lost. */
export const RETRY = 'Nothing was lost. Try again in a moment.';
/** Said where somebody has to log in. */
export const LOG_IN = '{logIn|Log in with} "countersign login{resume}{profileFlag}".';
