import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of a profile. */
export function profileFolder(home: string, profile = 'default'): string {
  return join(home, 'profiles', profile);
}

/** The file that holds the login of a profile: of those with a number, the highest. Undefined where there is none. */
export function storedLogin(home: string, profile = 'default'): string | undefined {
  const folder = profileFolder(home, profile);
  const generations = readdirSync(folder).flatMap((name) => /^login\.(\d+)\.jwe$/.exec(name)?.[1] ?? []);
  if (generations.length === 0) return undefined;
  return join(folder, `login.${Math.max(...generations.map(Number))}.jwe`);
}
