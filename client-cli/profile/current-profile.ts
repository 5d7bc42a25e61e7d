import { join } from 'node:path';
import { readNow } from '../store/read-now.ts';
import { DEFAULT_PROFILE, isProfileName } from './places.ts';

/** Which profile is used when neither --profile nor COUNTERSIGN_PROFILE names one: a file with nothing but the name. */
export const currentProfileFile = (home: string): string => join(home, 'current-profile');

/** The profile chosen with "profile use", or the default one. A file that says nothing useful says nothing. */
export function readCurrentProfile(home: string): string {
  try {
    const name = readNow(currentProfileFile(home))?.trim();
    return name !== undefined && isProfileName(name) ? name : DEFAULT_PROFILE;
  } catch {
    return DEFAULT_PROFILE; // nobody chose
  }
}
