import { rm } from 'node:fs/promises';
import { makeFolder, replaceFile } from '../store/replace-file.ts';
import { currentProfileFile } from './current-profile.ts';
import { DEFAULT_PROFILE } from './places.ts';

/** Remembers a choice; the default profile needs no file. @throws the error of the operating system */
export async function writeCurrentProfile(home: string, profile: string): Promise<void> {
  if (profile === DEFAULT_PROFILE) return rm(currentProfileFile(home), { force: true });
  await makeFolder(home);
  await replaceFile(currentProfileFile(home), `${profile}\n`);
}
