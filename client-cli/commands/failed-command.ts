import type { ExitCode } from '../problems/exit-codes.ts';
import { helpFor } from '../problems/help-for.ts';
import { placesOf } from '../problems/last-words.ts';
import { asProblem, problem } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import type { Session } from '../session/session.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Screen } from '../terminal/screen.ts';
import type { Time } from '../time.ts';
import { report } from './report.ts';

/** The command that failed. */
export interface FailedCommand {
  readonly name: string;
  readonly profile: string;
  /** The profile was named for this run: the next command has to name it too. */
  readonly isNamed: boolean;
  /** Its session, if it came so far. */
  readonly opened: Promise<Session> | undefined;
}

/** What telling depends on. */
export interface TellDeps {
  readonly screen: Screen;
  readonly log: DebugLog;
  readonly time: Time;
  readonly json: boolean;
}

/** Tells a person, or a program, what went wrong and what to do next. @returns the exit code */
export async function tellFailure(thrown: unknown, failed: FailedCommand, deps: TellDeps): Promise<ExitCode> {
  const { screen, log, time, json } = deps;
  const { name, profile, opened } = failed;
  const told = await explainFailure(thrown, failed, time);
  if (told.code === 'unexpected') log.debug('program.broke', { places: placesOf(thrown).join(' ') });
  screen.live('');
  screen.fail(told, helpFor(told, (await opened?.catch(() => undefined))?.helpPage()));
  if (json) screen.json(await failureReport(name, profile, told, opened, { time, log }));
  return told.exitCode;
}

/** What went wrong, with what only the command line knows and with what there is now. */
async function explainFailure(thrown: unknown, failed: FailedCommand, time: Time): Promise<Problem> {
  return withWaiting(await withOutcome(retell(asProblem(thrown), failed), failed), failed, time);
}

/** Adds what only the command line knows: the command, and whether the next one has to name the profile too. */
function retell(failed: Problem, { name, profile, isNamed }: FailedCommand): Problem {
  const isOurs = failed.details.profile === profile;
  return failed.with({ command: ` ${name}`, ...(isOurs ? { profileFlag: isNamed ? ` --profile ${profile}` : '' } : {}) });
}

/** Whoever stops a login wants to know what there is now. */
async function withOutcome(stopped: Problem, { name, opened }: FailedCommand): Promise<Problem> {
  if (name !== 'login' || stopped.hint !== '' || (stopped.code !== 'interrupted' && stopped.code !== 'terminated'))
    return stopped;
  const session = await opened?.catch(() => undefined);
  const login = await session
    ?.store()
    .load()
    .catch(() => undefined);
  return problem(stopped.code, { outcome: login === undefined ? 'Nothing was kept.' : 'Nothing was changed.' });
}

/** Whoever began a login and was interrupted is told that it waits. */
async function withWaiting(failed: Problem, { opened }: FailedCommand, time: Time): Promise<Problem> {
  const session = failed.code === 'login_required' ? await opened?.catch(() => undefined) : undefined;
  if (session === undefined || session.profile !== failed.details.profile) return failed;
  const { aboutWaiting, waitingLogin } = await import('../session/waiting-login.ts');
  return failed.with(aboutWaiting(await waitingLogin(session), time.now()));
}

/** The report of a command that failed, with as much about the login as can be read. */
export async function failureReport(
  command: string | null,
  profile: string,
  failed: Problem,
  opened: Promise<Session> | undefined,
  { time, log }: { readonly time: Time; readonly log: DebugLog },
): Promise<object> {
  const session = await opened?.catch(() => undefined);
  const login = await session?.load().catch(() => undefined);
  const told = report({ command, profile, session, login, problem: failed, now: time.now() });
  const help = helpFor(failed, session?.helpPage()) ?? null;
  const error =
    told.error === null
      ? null
      : { ...told.error, message: log.scrub(told.error.message), hint: log.scrub(told.error.hint), help };
  return { ...(command === 'login' ? { event: 'done' } : {}), ...told, error };
}
