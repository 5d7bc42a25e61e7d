import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../problems/problem.ts';
import { systemReason } from '../store/system-reason.ts';
import { cleanText } from '../terminal/clean-text.ts';

/** The profile that is used when none is named. */
export const DEFAULT_PROFILE = 'default';

/** A name is never a path, and nothing that a shell would take for anything but a word. */
export function isProfileName(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,63}$/.test(text);
}

/** The folder of one profile. @throws Problem `bad_profile_name`: a name is never a path */
export function profileFolder(home: string, profile: string): string {
  if (!isProfileName(profile)) throw problem('bad_profile_name', { detail: cleanText(profile, 80) });
  return join(profilesFolder(home), profile);
}

/** Where the folders of all profiles are. */
export const profilesFolder = (home: string): string => join(home, 'profiles');

/**
 * The names of all profiles, in order; a folder that is a link to another is one too. "There are none" is said only of a folder that is not there: whoever ends
 * or removes logins relies on it.
 *
 * @throws StoreUnavailable `store_unreadable`
 */
export async function listProfiles(home: string): Promise<string[]> {
  const path = profilesFolder(home);
  try {
    const names = (await readdir(path)).filter(isProfileName);
    const folders = await Promise.all(names.map((name) => isFolder(join(path, name))));
    return names.filter((_name, index) => folders[index]).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw problem('store_unreadable', { path, detail: systemReason(cause) }, { cause });
  }
}

/** A link that leads nowhere is no profile; a folder that cannot be looked at may be one. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
