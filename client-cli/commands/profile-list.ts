import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { asProblem } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import { listProfiles } from '../profile/list-profiles.ts';
import type { Session } from '../session/session.ts';
import { howToGoOn, waitingLogin } from '../session/waiting-login.ts';
import type { WaitingLogin } from '../session/waiting-login.ts';
import type { Login } from '../store/token-store.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { asTimestamp } from '../terminal/say-time.ts';
import type { Screen } from '../terminal/screen.ts';
import type { Instant } from '../units.ts';
import type { CommandContext } from './context.ts';
import { report } from './report.ts';
import type { Report } from './report.ts';
import { table } from './table.ts';

/** The options of `profile list`. */
export interface ProfileListOptions {
  readonly names?: true;
}

/** A profile in the list of `--json`: the members of a report that tell logins apart. */
type Listed = Pick<Report, 'issuer' | 'client_id' | 'subject' | 'state' | 'store' | 'error'> & {
  readonly name: string;
  readonly current: boolean;
  readonly account: string | null;
  /** A login that waits for approval. */
  readonly pending: ListedPending | null;
};

interface ListedPending {
  readonly issuer: string;
  readonly client_id: string;
  readonly expires_at: string;
  /** The one that waits for it; null when none is seen. */
  readonly process: { readonly pid: number; readonly host: string } | null;
}

/** What is said about it to a person besides. */
interface Shown {
  readonly listed: Listed;
  /** Of the login that waits for approval, where nobody is logged in. */
  readonly waiting: WaitingLogin | undefined;
}

/** Shows every login that is kept on this machine. Nobody is asked, and a profile that cannot be read does not hide the others. */
export async function profileList(context: CommandContext, options: ProfileListOptions): Promise<ExitCode> {
  const { screen, globals, home, profile, time } = context;
  const names = await listProfiles(home);
  if (options.names && !globals.json) {
    for (const name of names) screen.data(`${name}\n`);
    return EXIT.ok;
  }
  const all: Shown[] = [];
  for (const name of names) all.push(await lookAt(name, context));
  if (globals.json) {
    screen.json({
      ...report({ command: 'profile list', profile, session: undefined, login: undefined, now: time.now() }),
      profiles: all.map(({ listed }) => listed),
    });
  } else {
    if (all.length === 0) screen.say('Nobody has logged in yet. Start with "countersign login".');
    all.forEach((shown, index) => show(shown, index, screen));
  }
  return EXIT.ok;
}

async function lookAt(name: string, context: CommandContext): Promise<Shown> {
  const now: Instant = context.time.now();
  let session: Session | undefined;
  let login: Login | undefined;
  let problem: Problem | undefined;
  try {
    session = await context.sessionOf(name);
    login = await session.store().load(); // whatever COUNTERSIGN_ISSUER says: the list shows all
  } catch (error) {
    problem = asProblem(error);
  }
  const waiting = session === undefined || login !== undefined || problem !== undefined ? undefined : await waitingLogin(session);
  const { issuer, client_id, subject, state, store, error } = report({
    command: null,
    profile: name,
    session,
    login,
    problem,
    now,
  });
  const current = name === context.profile;
  const pending = waiting === undefined ? null : listPending(waiting);
  const account = login?.account ?? null;
  return { listed: { name, current, issuer, client_id, subject, account, state, pending, store, error }, waiting };
}

function listPending({ pending, waiter }: WaitingLogin): ListedPending {
  return {
    issuer: cleanText(pending.asked.issuer),
    client_id: cleanText(pending.asked.clientId),
    expires_at: asTimestamp(pending.expiresAt),
    process: waiter === undefined ? null : { pid: waiter.pid, host: cleanText(waiter.host) },
  };
}

const STORES: Readonly<Record<string, string>> = {
  file: 'encrypted file',
  os: 'encrypted file, key in the system’s store',
  memory: 'memory only',
};

const STATES: Readonly<Record<Listed['state'], string>> = {
  valid: 'logged in',
  refreshable: 'logged in',
  expired: 'has run out',
  logged_out: 'logged out',
  store_unavailable: 'cannot be read',
  unknown: 'cannot be read',
};

function show({ listed, waiting }: Shown, index: number, { out, ...screen }: Screen): void {
  const { name, current, issuer, client_id, account, subject, state, pending, store, error } = listed;
  const isGood = state === 'valid' || state === 'refreshable';
  if (index > 0) screen.data('\n');
  screen.data(
    `${current ? '*' : ' '} ${out.paint('strong', name)}  ${out.paint(isGood ? 'good' : 'warning', waiting === undefined ? STATES[state] : 'waits for approval')}\n`,
  );
  const rows = [
    ['Issuer', pending?.issuer ?? issuer],
    ['Client', pending?.client_id ?? client_id],
    ['Account', account ?? subject],
    ['Kept in', store === null || state === 'logged_out' ? null : (STORES[store.kind] ?? store.kind)],
    ['Problem', error?.message ?? null],
    [
      'Next',
      waiting === undefined ? (error?.hint ?? null) : `${howToGoOn(waiting)} "countersign login --resume --profile ${name}"`,
    ],
  ] as const;
  const known = rows.flatMap(([term, value]) => (value === null ? [] : [[term, value] as const]));
  for (const line of table(known, out, 2)) screen.data(`${line}\n`);
}
