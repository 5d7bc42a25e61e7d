import { sep } from 'node:path';

import { loadSettings } from '../../server/settings/load-settings.ts';
import type { LoadedSettings } from '../../server/settings/load-settings.ts';
import { readOverrides } from '../../server/settings/overrides.ts';
import type { SettingsFlags } from '../../server/settings/overrides.ts';
import { formatProblem } from '../../server/settings/problems.ts';
import type { Settings } from '../../server/settings/settings.ts';

/** Looks like an argon2id hash; no password is known to fit it. */
export const SOME_HASH = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$9sVPkFbLDyUK6yzm2MhHgs5dB7M1kKQcM1m0c0Vxwac';

/** The smallest settings that are in order: nothing of the shipped identities is in them. */
export const GOOD_FILES = {
  'countersign.yaml': 'issuer: https://login.example.com\n',
  'clients.yaml': [
    'clients:',
    '  - id: deployer',
    '    name: Deployer',
    '    authentication: { method: none }',
    '    grants: [device_code, refresh_token]',
    '    apis: [urn:example:builds]',
    '',
  ].join('\n'),
  'apis.yaml': [
    'roles:',
    '  release: May ship',
    'apis:',
    '  - audience: urn:example:builds',
    '    name: Builds',
    '    scopes:',
    '      - { name: builds:read, description: See builds }',
    '      - { name: builds:ship, description: Ship builds, roles: [release] }',
    '',
  ].join('\n'),
  'accounts.yaml': `accounts:\n  - { id: carol, name: Carol, roles: [release], password_hash: "${SOME_HASH}" }\n`,
};

/** What else a test may set. `more` are further files of the folder, by their path in it or by an absolute path. */
export interface SettingsWorld {
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: SettingsFlags;
  readonly more?: Readonly<Record<string, string>>;
}

/** Reads from a folder called `config` that exists in these texts only; an undefined text is a file that is not there. */
export function folderOf(files: Readonly<Record<string, string | undefined>>): (path: string) => Promise<string> {
  return (path) => {
    const text = files[path] ?? Object.entries(files).find(([name]) => path.endsWith(`config${sep}${name}`))?.[1];
    const missing = Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' });
    return text === undefined ? Promise.reject(missing) : Promise.resolve(text);
  };
}

/** Loads the good files with some of them replaced. */
export function loadFiles(
  files: Partial<Record<keyof typeof GOOD_FILES, string | undefined>>,
  { environment = {}, flags, more = {} }: SettingsWorld = {},
): Promise<LoadedSettings> {
  const { folder, overrides } = readOverrides(environment, flags);
  return loadSettings({ folder, overrides, environment, readFile: folderOf({ ...GOOD_FILES, ...files, ...more }) });
}

/** Every problem as it is printed; empty when there is none. */
export async function problemsOf(...world: Parameters<typeof loadFiles>): Promise<readonly string[]> {
  const loaded = await loadFiles(...world);
  return loaded.kind === 'refused' ? loaded.problems.map(formatProblem) : [];
}

/** The settings; throws with every problem if there is one. */
export async function settingsOf(...world: Parameters<typeof loadFiles>): Promise<Settings> {
  const loaded = await loadFiles(...world);
  if (loaded.kind === 'refused') throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.settings;
}
