import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { problem, profileFlag } from '../problems/problem.ts';
import { readCurrentProfile } from '../profile/current-profile.ts';
import { DEFAULT_PROFILE, profilesFolder } from '../profile/places.ts';
import { writeCurrentProfile } from '../profile/write-current-profile.ts';
import { stateOf } from '../session/freshness.ts';
import type { Session } from '../session/session.ts';
import { systemReason } from '../store/system-reason.ts';
import type { Login } from '../store/token-store.ts';
import type { CommandContext } from './context.ts';
import { knownProfile } from './known-profile.ts';
import { report } from './report.ts';

/** The options of `profile remove`. */
export interface ProfileRemoveOptions {
  readonly force?: true;
}

/** Removes every trace of a profile from this machine. Only --force does so while its login is, or may be, in use. */
export async function profileRemove(context: CommandContext, name: string, options: ProfileRemoveOptions): Promise<ExitCode> {
  const { screen, globals, home, time, log } = context;
  const folder = await knownProfile(name, home);
  const session = await context.sessionOf(name).catch((error: unknown) => {
    log.debug('profile.unreadable', { reason: String(error) });
    return undefined; // what it was cannot be read: its folder can be removed
  });
  const login = await removeLogin(session, { name, force: options.force === true, now: time.now() });
  try {
    await rm(folder, { recursive: true, force: true });
    if (readCurrentProfile(home) === name) await writeCurrentProfile(home, DEFAULT_PROFILE);
    await removeHome(home);
  } catch (cause) {
    throw problem('store_unwritable', { path: folder, detail: systemReason(cause) }, { cause });
  }

  if (globals.json) {
    screen.json(report({ command: 'profile remove', profile: name, session: undefined, login: undefined, now: time.now() }));
    return EXIT.ok;
  }
  screen.say(
    `${screen.err.paint('good', screen.err.unicode ? '✓' : 'OK:')} Nothing of profile "${name}" is left on this machine.`,
  );
  if (login !== undefined)
    screen.warn(
      `At ${login.issuer} the login of "${login.deviceName}" goes on until it expires, or somebody ends that device there.`,
    );
  return EXIT.ok;
}

interface RemovalWish {
  readonly name: string;
  readonly force: boolean;
  readonly now: number;
}

/** Removes the login, with the lock held, so that a renewal that is under way does not bring it back. */
async function removeLogin(session: Session | undefined, { name, force, now }: RemovalWish): Promise<Login | undefined> {
  const about = { profile: name, profileFlag: profileFlag(name) };
  if (session === undefined) {
    if (!force) throw problem('profile_unclear', about);
    return undefined;
  }
  const store = session.store();
  return store.exclusively(async () => {
    const login = await store.load().catch((cause: unknown) => {
      if (!force) throw problem('profile_unclear', about, { cause });
      return undefined;
    });
    if (login !== undefined && !force && stateOf(login, now) !== 'expired')
      throw problem('profile_logged_in', { ...about, issuer: login.issuer });
    await store.clear();
    return login;
  });
}

/**
 * When the last profile is gone: the key file too, which all of them shared, and the folders. Whether it was the last one, the operating system says by removing
 * their folder: no list that we make could be as sure, and a key that goes too early takes every login with it that is left.
 */
async function removeHome(home: string): Promise<void> {
  if (!(await removeIfEmpty(profilesFolder(home)))) return;
  await rm(join(home, 'store.key'), { force: true });
  await removeIfEmpty(home);
}

async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EBUSY'].includes(code)) return false; // in use, not there, or a link: not ours to remove
    throw error;
  }
}
