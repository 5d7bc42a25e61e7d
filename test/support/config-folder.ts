import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parseDocument } from 'yaml';
import type { Document } from 'yaml';

/** A copy of the shipped config folder that a test may change. */
export interface ConfigFolder {
  readonly path: string;
  /** Changes one of the YAML files. */
  change(file: string, edit: (document: Document) => unknown): Promise<void>;
  /** Puts another file beside them. */
  write(file: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/** Copies config/ as it is shipped, or another folder of the repository. */
export async function copyConfigFolder(from = 'config'): Promise<ConfigFolder> {
  const path = await mkdtemp(join(tmpdir(), 'countersign-config-'));
  await cp(join(import.meta.dirname, '../..', from), path, { recursive: true });
  return {
    path,
    async change(file, edit) {
      const document = parseDocument(await readFile(join(path, file), 'utf8'));
      await edit(document);
      await writeFile(join(path, file), document.toString());
    },
    write: (file, text) => writeFile(join(path, file), text),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
