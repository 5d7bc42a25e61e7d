import { z } from 'zod';

import { explainIssues } from './explain-issues.ts';
import type { Path, Problem } from './problems.ts';
import type { ConfigFiles } from './read-files.ts';
import { accountsSchema, accountSchema } from './schema-accounts.ts';
import type { AccountEntry } from './schema-accounts.ts';
import { apisSchema, apiSchema } from './schema-apis.ts';
import type { ApiEntry } from './schema-apis.ts';
import { clientsSchema, clientSchema } from './schema-clients.ts';
import type { ClientEntry } from './schema-clients.ts';
import { countersignSchema } from './schema-countersign.ts';
import type { CountersignFile } from './schema-countersign.ts';
import type { YamlFile } from './yaml-file.ts';

/** An entry of a list, with what of it is in order. A key that is wrong is undefined here, and a problem elsewhere. */
export interface Entry<T> {
  readonly path: Path;
  readonly value: Partial<T>;
}

/**
 * What can be understood of the files although something is wrong with them. Checks across files work on this, so that one run finds every
 * problem; a list is undefined when its file cannot be read, and then nobody can say what it lacks.
 */
export interface Draft {
  readonly files: ConfigFiles;
  readonly countersign: Partial<CountersignFile>;
  readonly clients?: readonly Entry<ClientEntry>[];
  readonly apis?: readonly Entry<ApiEntry>[];
  readonly roles?: Readonly<Record<string, string>>;
  readonly accounts?: readonly Entry<AccountEntry>[];
}

/** Holds every file against its schema. */
export function draftSettings(files: ConfigFiles): { readonly draft: Draft; readonly problems: readonly Problem[] } {
  const { countersign, clients, apis, accounts } = files;
  const roles = salvage(apisSchema, apis.value).roles;
  return {
    draft: {
      files,
      countersign: salvage(countersignSchema, countersign.value),
      clients: entriesOf(clients, 'clients', clientSchema),
      apis: entriesOf(apis, 'apis', apiSchema),
      roles,
      accounts: entriesOf(accounts, 'accounts', accountSchema),
    },
    problems: [
      ...checkShape(countersign, countersignSchema),
      ...checkShape(apis, apisSchema),
      ...checkShape(clients, clientsSchema),
      ...checkShape(accounts, accountsSchema),
    ],
  };
}

function checkShape(file: YamlFile, schema: z.ZodType): readonly Problem[] {
  if (file.value === undefined) return file.problems; // it could not be read, and that has been said
  const { error } = schema.safeParse(file.value);
  return [...file.problems, ...(error ? explainIssues(file, error.issues) : [])];
}

function entriesOf<S extends z.ZodRawShape>(file: YamlFile, key: string, schema: z.ZodObject<S>) {
  const list = isMap(file.value) ? file.value[key] : undefined;
  if (!Array.isArray(list)) return undefined;
  return list.map((raw: unknown, index) => ({ path: [key, index], value: salvage(schema, raw) }));
}

/** Each key by itself: those that are in order, with defaults for those that are not there. */
function salvage<S extends z.ZodRawShape>(schema: z.ZodObject<S>, raw: unknown): Partial<z.output<z.ZodObject<S>>> {
  if (!isMap(raw)) return {};
  const good = Object.entries<z.core.$ZodType>(schema.shape).flatMap(([key, part]) => {
    const { success, data } = z.safeParse(part, raw[key]);
    return success && data !== undefined ? [[key, data] as const] : [];
  });
  return Object.fromEntries(good) as Partial<z.output<z.ZodObject<S>>>;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
