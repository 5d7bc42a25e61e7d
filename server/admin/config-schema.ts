import { join } from 'node:path';

import { makeEditorSchemas } from '../settings/editor-schemas.ts';
import type { CommandOutcome } from './command-outcome.ts';

/** What writing the JSON Schemas needs. */
export interface ConfigSchemaDeps {
  /** The settings folder; the schemas go to `schema/` in it. */
  readonly folder: string;
  /** Writes a text file, and the folders on the way to it. */
  readonly writeFile: (path: string, text: string) => Promise<void>;
}

/** `config schema`: writes the JSON Schemas that editors complete and check the YAML files with. */
export async function configSchema({ folder, writeFile }: ConfigSchemaDeps): Promise<CommandOutcome> {
  const schemas = [...makeEditorSchemas()].map(([name, text]) => ({ path: join(folder, 'schema', name), text }));
  for (const { path, text } of schemas) await writeFile(path, text);
  return { exitCode: 0, lines: [...schemas.map(({ path }) => path), `${schemas.length} schemas written.`] };
}
