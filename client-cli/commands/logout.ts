import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { problem } from '../problems/problem.ts';
import { DEFAULT_PROFILE, listProfiles } from '../profile/places.ts';
import { logOut } from '../session/log-out.ts';
import type { LoggedOut } from '../session/log-out.ts';
import type { Session } from '../session/session.ts';
import type { CommandContext } from './context.ts';
import { report } from './report.ts';

/** The options of `logout`. */
export interface LogoutOptions {
  readonly all?: true;
  readonly localOnly?: true;
}

/** Ends the login at the server, as well as it can, and removes it here in any case. */
export async function logout(context: CommandContext, options: LogoutOptions): Promise<ExitCode> {
  const { screen, globals, time, log, signal, home } = context;
  if (options.all && globals.profile !== undefined)
    throw problem('usage', { detail: '--all means every profile, --profile one of them.' });
  const sessions = options.all ? await Promise.all((await listProfiles(home)).map(context.sessionOf)) : [await context.session()];
  if (sessions.length === 0) screen.say('Nobody is logged in.');
  for (const session of sessions) {
    const done = await logOut(
      { store: session.store(), http: session.http, time, log, signal },
      { localOnly: options.localOnly === true },
    );
    if (globals.json) {
      const told = report({ command: 'logout', profile: session.profile, session, login: undefined, now: time.now() });
      screen.json({ ...told, revoked: done.revoked });
    } else {
      sayLoggedOut(done, session, context, options);
    }
  }
  return EXIT.ok;
}

function sayLoggedOut(
  { wasThere, login, revoked }: LoggedOut,
  { profile }: Session,
  { screen }: CommandContext,
  options: LogoutOptions,
): void {
  const where = profile === DEFAULT_PROFILE ? '' : ` (profile "${profile}")`;
  if (!wasThere) {
    screen.say(`Nobody was logged in${where}.`);
    return;
  }
  const { paint, unicode } = screen.err;
  screen.say(`${paint('good', unicode ? '✓' : 'OK:')} Logged out${login === undefined ? '' : ` of ${login.issuer}`}${where}`);
  if (revoked) return;
  if (login === undefined)
    screen.warn(
      'The stored login could not be read, so the server was not told. There, it goes on until it expires, or the operator ends it.',
    );
  else if (options.localOnly) screen.warn('The server was not told: there, the login goes on until it expires.');
  else screen.warn('The server could not be told: there, the login goes on until it expires, or the operator ends it.');
}
