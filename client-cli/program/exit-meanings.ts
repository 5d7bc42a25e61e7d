import type { ExitCode } from '../problems/exit-codes.ts';

/** What the exit codes mean, the same for every command. */
export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'another failure',
  2: 'wrong usage',
  3: 'something is set up wrong, here or at the issuer',
  4: 'somebody has to log in',
  5: 'the login was denied',
  6: 'nobody approved in time',
  7: 'temporary: try again later',
  8: 'the token store cannot be used',
  130: 'interrupted (Ctrl-C)',
  143: 'stopped by the system',
};
