import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readNow } from '../store/read-now.ts';
import { makeFolder, replaceFile } from '../store/replace-file.ts';
import { DEFAULT_PROFILE, isProfileName } from './places.ts';

/** Which profile is used when neither --profile nor COUNTERSIGN_PROFILE names one: a file with nothing but the name. */
const fileIn = (home: string): string => join(home, 'current-profile');

/** The profile chosen with "profile use", or the default one. A file that says nothing useful says nothing. */
export function readCurrentProfile(home: string): string {
  try {
    const name = readNow(fileIn(home))?.trim();
    return name !== undefined && isProfileName(name) ? name : DEFAULT_PROFILE;
  } catch {
    return DEFAULT_PROFILE; // nobody chose
  }
}

/** Remembers a choice; the default profile needs no file. @throws the error of the operating system */
export async function writeCurrentProfile(home: string, profile: string): Promise<void> {
  if (profile === DEFAULT_PROFILE) return rm(fileIn(home), { force: true });
  await makeFolder(home);
  await replaceFile(fileIn(home), `${profile}\n`);
}
