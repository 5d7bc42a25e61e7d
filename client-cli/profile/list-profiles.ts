import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../problems/problem.ts';
import { systemReason } from '../store/system-reason.ts';
import { isProfileName, profilesFolder } from './places.ts';

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
