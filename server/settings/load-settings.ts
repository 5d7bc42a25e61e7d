import { assembleSettings } from './assemble.ts';
import { checkClients } from './check-clients.ts';
import { checkDemoIdentities } from './check-demo-identities.ts';
import { checkLifetimes } from './check-lifetimes.ts';
import { checkDuplicates, checkReferences } from './check-names.ts';
import { checkWebSession } from './check-web-session.ts';
import { draftSettings } from './draft.ts';
import { followReferences } from './follow-references.ts';
import { withOverrides } from './overrides.ts';
import type { Overrides } from './overrides.ts';
import { inReadingOrder } from './problems.ts';
import type { Problem } from './problems.ts';
import { readConfigFiles } from './read-files.ts';
import type { ReadFile } from './read-files.ts';
import { createResolveSecret } from './secrets.ts';
import type { Settings } from './settings.ts';

/** What loading settings needs: nothing is taken from the process. */
export interface LoadSettingsDeps {
  /** The folder of countersign.yaml, clients.yaml, apis.yaml and accounts.yaml. */
  readonly folder: string;
  readonly overrides: Overrides;
  /** Where `env:NAME` is looked up. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `node:fs/promises` with `utf8`. */
  readonly readFile: ReadFile;
}

/** Settings that are in order, or everything that is wrong with them. */
export type LoadedSettings =
  { readonly kind: 'loaded'; readonly settings: Settings } | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** Reads the settings folder. Every problem of every file is found in one go, in reading order. */
export async function loadSettings({ folder, overrides, environment, readFile }: LoadSettingsDeps): Promise<LoadedSettings> {
  const read = await readConfigFiles(folder, readFile);
  const files = { ...read, countersign: withOverrides(read.countersign, overrides) };
  const shaped = draftSettings(files);
  const { draft, problems: lost } = await followReferences(shaped.draft, createResolveSecret({ folder, environment, readFile }));
  const problems = [
    ...shaped.problems,
    ...lost,
    ...checkDuplicates(files),
    ...checkReferences(files),
    ...checkClients(draft),
    ...checkLifetimes(draft),
    ...checkWebSession(shaped.draft),
    ...checkDemoIdentities(draft),
  ];
  if (problems.length > 0) return { kind: 'refused', problems: inReadingOrder(problems) };
  return { kind: 'loaded', settings: assembleSettings(folder, draft) };
}
