import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Environment } from '../environment.ts';
import { asProblem, problem, profileFlag } from '../problems/problem.ts';
import { profileFolder } from '../profile/places.ts';
import { stateOf } from '../session/freshness.ts';
import type { Session } from '../session/session.ts';
import { aboutWaiting, waitingLogin } from '../session/waiting-login.ts';
import { identifyThisProcess, judgeProcess, lookAtProcess } from '../store/lock-holder.ts';
import type { ProcessIdentity } from '../store/lock-holder.ts';
import { systemReason } from '../store/system-reason.ts';
import { unusedKey } from '../store/unused-key.ts';
import { inWords } from '../terminal/say-time.ts';
import type { Instant } from '../units.ts';
import { failing, good, warning } from './check.ts';
import type { Check } from './check.ts';

/** What the checks of the store depend on. */
export interface StoreChecks {
  readonly home: string;
  readonly profile: string;
  readonly env: Environment;
  readonly session: () => Promise<Session>;
  readonly now: Instant;
}

/** Looks at where the login is kept, whether it can be kept there, and how it stands. Nothing is made that was not there. */
export async function checkStore({ home, profile, env, session, now }: StoreChecks): Promise<Check[]> {
  let opened: Session;
  try {
    opened = await session();
  } catch (error) {
    return [failing('store', asProblem(error))];
  }
  const folder = profileFolder(home, profile);
  return [
    await checkPlace(opened, home),
    ...checkKey(opened, env),
    await checkLogin(opened, now),
    await checkLock(join(folder, 'lock'), profile),
  ];
}

/** A key that was brought along and does nothing is one that somebody relies on. */
function checkKey({ recorded, store }: Session, env: Environment): Check[] {
  const unused = recorded === undefined ? undefined : unusedKey(env, store().description.keySource);
  return unused === undefined ? [] : [warning('key', unused.message, unused.hint)];
}

async function checkPlace(session: Session, home: string): Promise<Check> {
  const { words } = session.store().description;
  try {
    if (session.recorded !== undefined) {
      await session.store().probe();
      return good('store', `Profile "${session.profile}" is kept in ${home}: ${words}. It can be written.`);
    }
    await access(await nearestFolder(home), constants.W_OK | constants.X_OK);
    return good('store', `Nothing is kept yet. ${home} can be written.`);
  } catch (error) {
    const isSystem = (error as NodeJS.ErrnoException).syscall !== undefined;
    return failing(
      'store',
      isSystem ? problem('store_unwritable', { path: home, detail: systemReason(error) }) : asProblem(error),
    );
  }
}

/** The folder that is there already, on the way to one that is not. */
async function nearestFolder(path: string): Promise<string> {
  try {
    await access(path);
    return path;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    return nearestFolder(dirname(path));
  }
}

async function checkLogin(session: Session, now: Instant): Promise<Check> {
  const about = { profile: session.profile, profileFlag: profileFlag(session.profile) };
  try {
    const login = await session.load();
    if (login === undefined) {
      const { message, hint } = problem('login_required', { ...about, ...aboutWaiting(await waitingLogin(session), now) });
      return warning('login', message, hint);
    }
    if (stateOf(login, now) === 'expired') return failing('login', problem('not_refreshable', about));
    const { account, issuer, accessTokenExpiresAt: end, refreshToken } = login;
    const lasts = end === undefined || end < now ? '' : ` The access token is good for ${inWords(end - now)}.`;
    const renews = refreshToken === undefined ? 'It cannot be renewed.' : 'It renews by itself.';
    return good('login', `Logged in${account === undefined ? '' : ` as ${account}`} at ${issuer}.${lasts} ${renews}`);
  } catch (error) {
    return failing('login', asProblem(error));
  }
}

/** Who renews the login just now? A lock that is left over hurts nobody: it is passed over. */
async function checkLock(path: string, profile: string): Promise<Check> {
  const holder = await readHolder(path);
  if (holder === undefined) return good('lock', 'No process is renewing the login.');
  const verdict = judgeProcess(holder, await identifyThisProcess(), await lookAtProcess(holder.pid));
  const who = `process ${holder.pid} on ${holder.host}`;
  if (verdict === 'dead') return good('lock', `Left over from ${who}, which has ended. The next renewal passes over it.`);
  return warning(
    'lock',
    `Held by ${who}, which is renewing profile "${profile}".`,
    'If it takes longer than a minute, look at that process.',
  );
}

async function readHolder(path: string): Promise<ProcessIdentity | undefined> {
  try {
    const holder = JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity;
    return typeof holder.pid === 'number' && typeof holder.host === 'string' ? holder : undefined;
  } catch {
    return undefined; // free, or just being written
  }
}
