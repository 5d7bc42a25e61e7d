import { problem } from '../problems/problem.ts';
import { listProfiles } from '../profile/list-profiles.ts';
import { profileFolder } from '../profile/places.ts';

/** Makes sure that there is such a profile. @returns its folder. @throws Problem `bad_profile_name`, `unknown_profile` */
export async function knownProfile(name: string, home: string): Promise<string> {
  const folder = profileFolder(home, name);
  const known = await listProfiles(home);
  if (known.includes(name)) return folder;
  throw problem('unknown_profile', {
    profile: name,
    detail: known.length === 0 ? 'There are none' : `There are ${known.join(', ')}`,
  });
}
