import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { problem, profileFlag } from '../problems/problem.ts';
import { stateOf } from '../session/freshness.ts';
import type { Session } from '../session/session.ts';
import type { Login } from '../store/token-store.ts';
import type { Look } from '../terminal/look.ts';
import { inWords } from '../terminal/say-time.ts';
import type { Instant } from '../units.ts';
import type { CommandContext } from './context.ts';
import { report } from './report.ts';
import { table } from './table.ts';
import type { Row } from './table.ts';

/** Shows who is logged in, where, with which rights and until when. Never a token, and nobody is asked. */
export async function status(context: CommandContext): Promise<ExitCode> {
  const { screen, globals, time } = context;
  const session = await context.session();
  const login = await session.load();
  const about = { profile: session.profile, profileFlag: profileFlag(session.profile) };
  if (login === undefined) throw problem('login_required', about);
  if (stateOf(login, time.now()) === 'expired') throw problem('not_refreshable', about);

  if (globals.json) screen.json(report({ command: 'status', profile: session.profile, session, login, now: time.now() }));
  else for (const line of table(rows(login, session, screen.out, time.now()), screen.out)) screen.data(`${line}\n`);
  return EXIT.ok;
}

function rows(login: Login, { profile, store }: Session, { paint }: Look, now: Instant): Row[] {
  const { account, accessTokenExpiresAt: expiresAt, refreshToken, tokenType, resource } = login;
  const lasts = expiresAt === undefined ? 'the server did not say how long' : `the token is good for ${inWords(expiresAt - now)}`;
  return [
    ['Profile', profile],
    ['State', `${paint('good', 'logged in')}${refreshToken === undefined ? `, ${lasts}` : ' (token renews by itself)'}`],
    ...(account === undefined ? [] : [['Account', account] as const]),
    ['Issuer', login.issuer],
    ['Client', login.clientId],
    ['Device', login.deviceName],
    ['Rights', login.scopes.length === 0 ? 'as the server sees fit' : login.scopes.join(', ')],
    ...(resource === undefined ? [] : [['API', resource] as const]),
    ['Token', tokenType === 'DPoP' ? 'bound to this machine (DPoP)' : 'Bearer'],
    ...(refreshToken === undefined ? [['Renewal', paint('warning', 'none: log in again when it runs out')] as const] : []),
    ['Kept in', store().description.words],
  ];
}
