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
  return join(profilesFolder(home), profile);
}

/** Where the folders of all profiles are. */
export const profilesFolder = (home: string): string => join(home, 'profiles');
