import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../problems/problem.ts';
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
  return join(home, 'profiles', profile);
}

/** The names of all profiles, in order. */
export async function listProfiles(home: string): Promise<string[]> {
  try {
    const entries = await readdir(join(home, 'profiles'), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && isProfileName(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch {
    return []; // no folder, no profiles
  }
}
