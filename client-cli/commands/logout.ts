import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { asProblem, problem, profileFlag } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import { listProfiles } from '../profile/list-profiles.ts';
import { DEFAULT_PROFILE } from '../profile/places.ts';
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

/** Ends the login at the server, as well as it can, and removes it here in any case. With --all, one that cannot be removed keeps none of the others. */
export async function logout(context: CommandContext, options: LogoutOptions): Promise<ExitCode> {
  const { screen, globals, home, profile } = context;
  if (!options.all) {
    await logOutOf(profile, context, options);
    return EXIT.ok;
  }
  if (globals.profile !== undefined) throw problem('usage', { detail: '--all means every profile, --profile one of them.' });
  const names = await listProfiles(home);
  if (names.length === 0) screen.say('Nobody is logged in.');
  let worst: ExitCode = EXIT.ok;
  for (const name of names) {
    const failed = await logOutOf(name, context, options).then(() => undefined, asProblem);
    if (failed === undefined) continue;
    if (context.signal.aborted) throw failed;
    tellFailure(failed.with({ command: ' logout', profileFlag: profileFlag(name) }), name, context);
    if (failed.exitCode > worst) worst = failed.exitCode;
  }
  return worst;
}

async function logOutOf(profile: string, context: CommandContext, options: LogoutOptions): Promise<void> {
  const { screen, globals, time, log, signal } = context;
  const session = await openAnyway(profile, context);
  const { http } = session;
  const done = await logOut({ store: session.store(), http, time, log, signal }, { localOnly: options.localOnly === true });
  if (globals.json) {
    const told = report({ command: 'logout', profile, session, login: undefined, now: time.now() });
    screen.json({ ...told, revoked: done.revoked });
  } else {
    sayLoggedOut(done, session, context, options);
  }
}

/** Whoever wants to be logged out is, also where nothing says any more what they chose when they logged in. */
async function openAnyway(profile: string, context: CommandContext): Promise<Session> {
  const opened = profile === context.profile ? context.session() : context.sessionOf(profile);
  return opened.catch((error: unknown) => {
    context.log.debug('record.unreadable', { reason: String(error) });
    return context.sessionOf(profile, { withoutRecord: true });
  });
}

function tellFailure(failed: Problem, profile: string, { screen, globals, time, log }: CommandContext): void {
  screen.fail(failed);
  if (!globals.json) return;
  const told = report({ command: 'logout', profile, session: undefined, login: undefined, problem: failed, now: time.now() });
  screen.json({ ...told, error: told.error && { ...told.error, message: log.scrub(told.error.message) }, revoked: false });
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
