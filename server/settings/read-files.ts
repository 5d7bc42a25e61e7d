import { join } from 'node:path';

import { mentionsAt } from './mentions.ts';
import { parseYamlFile, unreadableFile } from './yaml-file.ts';
import type { YamlFile } from './yaml-file.ts';

/** Reads a text file; rejects as `node:fs/promises` does. */
export type ReadFile = (path: string) => Promise<string>;

/** The files of a settings folder. */
export interface ConfigFiles {
  readonly countersign: YamlFile;
  readonly clients: YamlFile;
  readonly apis: YamlFile;
  readonly accounts: YamlFile;
}

/** Reads all of them; one that cannot be read is a problem of its own and no reason not to read the others. */
export async function readConfigFiles(folder: string, readFile: ReadFile): Promise<ConfigFiles> {
  const read = async (base: string, ifMissing?: string): Promise<YamlFile> => {
    const name = join(folder, base);
    try {
      return parseYamlFile(name, await readFile(name));
    } catch (error) {
      if (ifMissing !== undefined && isMissing(error)) return parseYamlFile(name, ifMissing);
      return unreadableFile(
        name,
        `${whyUnreadable(error)}.`,
        'Copy the shipped one, or point COUNTERSIGN_CONFIG to the right folder.',
      );
    }
  };
  const [countersign, clients, apis] = await Promise.all([read('countersign.yaml'), read('clients.yaml'), read('apis.yaml')]);
  const accounts = await read('accounts.yaml', signInElsewhere(countersign) ? 'accounts: []' : undefined);
  return { countersign, clients, apis, accounts };
}

/** Where people sign in elsewhere, nobody has to write down that there are no accounts here. */
function signInElsewhere({ value }: YamlFile): boolean {
  const [kind] = mentionsAt(value, ['web_session', 'kind']);
  return kind !== undefined && kind.name !== 'accounts';
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Why the operating system gave no file, as half a sentence. */
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error; // no answer of a file system, so a bug of ours
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'this process may not read the file';
  return code === 'EISDIR' ? 'this is a folder' : `the file cannot be read (${code})`;
}
