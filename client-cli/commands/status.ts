import { otherHosts } from '../issuer/endpoints.ts';
import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { problem, profileFlag } from '../problems/problem.ts';
import { canRenew, stateOf } from '../session/freshness.ts';
import type { Asked } from '../session/ask-server.ts';
import type { Session } from '../session/session.ts';
import type { Login } from '../store/token-store.ts';
import { unusedKey } from '../store/unused-key.ts';
import type { Look } from '../terminal/look.ts';
import { asLocalTime, inWords } from '../terminal/say-time.ts';
import type { Instant } from '../units.ts';
import type { CommandContext } from './context.ts';
import { report } from './report.ts';
import { table } from './table.ts';
import type { Row } from './table.ts';

/** The options of `status`. */
export interface StatusOptions {
  readonly check?: true;
}

/** Shows who is logged in, where, with which rights and until when. Never a token, and nobody is asked but with --check. */
export async function status(context: CommandContext, options: StatusOptions): Promise<ExitCode> {
  const { screen, globals, time } = context;
  const session = await context.session();
  let login = await session.load();
  const about = { profile: session.profile, profileFlag: profileFlag(session.profile) };
  if (login === undefined) throw problem('login_required', about);
  if (stateOf(login, time.now()) === 'expired') throw problem('not_refreshable', about);
  const asked = options.check ? await ask(session, login, context) : undefined;
  if (asked === 'renewed') login = (await session.load()) ?? login;

  const told = { command: 'status', profile: session.profile, session, login, now: time.now() };
  const { keySource } = session.store().description;
  const unused = keySource === 'key-file' && !globals.quiet ? unusedKey(context.env, keySource) : undefined; // a stronger place needs no word
  if (unused !== undefined) screen.warn(`${unused.message} ${unused.hint}`);
  if (globals.json) screen.json({ ...report(told), ...(asked === undefined ? {} : { checked: asked }) });
  else if (!globals.quiet)
    for (const line of table(rows(login, session, screen.out, time.now(), asked), screen.out)) screen.data(`${line}\n`);
  return EXIT.ok;
}

async function ask(session: Session, login: Login, context: CommandContext): Promise<Asked> {
  const { askServer } = await import('../session/ask-server.ts');
  return askServer(session, login, context);
}

/** What the server said, for a person. */
const ANSWERS: Readonly<Record<Asked, string>> = {
  renewed: 'confirmed: the token had run out, and was renewed just now',
  introspected: 'confirmed by the server just now',
  userinfo: 'confirmed by the server just now',
  not_possible:
    'reachable, but not asked about this login: it offers no way to ask that spends nothing. The next renewal will tell',
};

function rows(login: Login, { profile, store }: Session, { paint }: Look, now: Instant, asked: Asked | undefined): Row[] {
  const { account, accessTokenExpiresAt: expiresAt, tokenType, resource } = login;
  const elsewhere = otherHosts(login.endpoints, login.issuer);
  return [
    ['Profile', profile],
    ['State', `${paint('good', 'logged in')}${canRenew(login) ? ' (token renews by itself)' : ''}`],
    ['Good until', sayEnd(expiresAt, now)],
    ...(account === undefined ? [] : [['Account', account] as const]),
    ['Issuer', login.issuer],
    ...(elsewhere.length === 0 ? [] : [['Endpoints', paint('warning', `at ${elsewhere.join(', ')}, as you gave them`)] as const]),
    ['Client', login.clientId],
    ['Device', login.deviceName],
    ['Rights', login.scopes.length === 0 ? 'as the server sees fit' : login.scopes.join(', ')],
    ...(resource === undefined ? [] : [['API', resource] as const]),
    ['Token', tokenType === 'DPoP' ? 'bound to this machine (DPoP)' : 'Bearer'],
    ...(canRenew(login) ? [] : [['Renewal', paint('warning', 'none: log in again when it runs out')] as const]),
    ['Kept in', store().description.words],
    ...(asked === undefined ? [] : [['Server', ANSWERS[asked]] as const]),
  ];
}

/** Until when the access token is good: on the clock of this machine, and how long that is. */
function sayEnd(expiresAt: Instant | undefined, now: Instant): string {
  if (expiresAt === undefined) return 'the server did not say';
  const left = expiresAt - now;
  return left <= 0
    ? `${asLocalTime(expiresAt)} (over; the next command renews it)`
    : `${asLocalTime(expiresAt)} (${inWords(left)})`;
}
