import { join } from 'node:path';
import { problem } from '../problems/problem.ts';
import { listNow } from '../store/read-now.ts';
import { cleanText } from '../terminal/clean-text.ts';

/** The profile that is used when none is named. */
export const DEFAULT_PROFILE = 'default';

/** What Windows keeps for devices, whatever stands behind a dot: a folder of that name cannot be made there, or is something else. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * A name is never a path, and nothing that a shell would take for anything but a word. It means the same folder everywhere: Windows drops a dot at the end.
 *
 * @see {@link https://learn.microsoft.com/windows/win32/fileio/naming-a-file Naming files, paths, and namespaces}
 */
export function isProfileName(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,63}$/.test(text) && !text.endsWith('.') && !DEVICE.test(text);
}

/** The folder of one profile. @throws Problem `bad_profile_name`: a name is never a path */
export function profileFolder(home: string, profile: string): string {
  if (!isProfileName(profile)) throw problem('bad_profile_name', { detail: cleanText(profile, 80) });
  return join(profilesFolder(home), profile);
}

/**
 * Refuses a profile whose name differs from that of another in capitals only. macOS and Windows keep both in one folder, where each would end the login of the other;
 * elsewhere people would take one for the other, and could not move to such a machine.
 *
 * @throws Problem `profile_case`
 */
export function refuseTwin(home: string, profile: string): void {
  let names: readonly string[];
  try {
    names = listNow(profilesFolder(home)) ?? [];
  } catch {
    return; // whoever reads the profile says why that cannot be done
  }
  const twin = names.find((name) => name.toLowerCase() === profile.toLowerCase());
  if (twin === undefined || names.includes(profile)) return;
  throw problem('profile_case', { profile, detail: cleanText(twin) });
}

/** Where the folders of all profiles are. */
export const profilesFolder = (home: string): string => join(home, 'profiles');
