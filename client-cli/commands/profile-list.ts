import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { asProblem } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import { listProfiles } from '../profile/list-profiles.ts';
import type { Session } from '../session/session.ts';
import { waitingLogin } from '../session/waiting-login.ts';
import type { PendingLogin } from '../store/pending-login.ts';
import type { Login } from '../store/token-store.ts';
import { cleanText } from '../terminal/clean-text.ts';
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
};

/** What is said about it to a person besides. */
interface Shown {
  readonly listed: Listed;
  /** Of the login that waits for approval, where nobody is logged in. */
  readonly waiting: PendingLogin | undefined;
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
  return { listed: { name, current, issuer, client_id, subject, account: login?.account ?? null, state, store, error }, waiting };
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
  const { name, current, issuer, client_id, account, subject, state, store, error } = listed;
  const isGood = state === 'valid' || state === 'refreshable';
  if (index > 0) screen.data('\n');
  screen.data(
    `${current ? '*' : ' '} ${out.paint('strong', name)}  ${out.paint(isGood ? 'good' : 'warning', waiting === undefined ? STATES[state] : 'waits for approval')}\n`,
  );
  const rows = [
    ['Issuer', waiting === undefined ? issuer : cleanText(waiting.asked.issuer)],
    ['Client', waiting === undefined ? client_id : cleanText(waiting.asked.clientId)],
    ['Account', account ?? subject],
    ['Kept in', store === null || state === 'logged_out' ? null : (STORES[store.kind] ?? store.kind)],
    ['Problem', error?.message ?? null],
    ['Next', waiting === undefined ? (error?.hint ?? null) : `countersign login --resume --profile ${name}`],
  ] as const;
  const known = rows.flatMap(([term, value]) => (value === null ? [] : [[term, value] as const]));
  for (const line of table(known, out, 2)) screen.data(`${line}\n`);
}
