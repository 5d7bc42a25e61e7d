import type { Draft, Entry } from './draft.ts';
import type { Path, Problem } from './problems.ts';
import { quoted, writeOneOf } from './wording.ts';
import type { YamlFile } from './yaml-file.ts';

/** A name at a place. */
interface Mention {
  readonly name: string | undefined;
  readonly path: Path;
}

/** No two of a kind have one name: clients, APIs, the scopes of an API, people. */
export function checkDuplicates({ files, clients = [], apis = [], accounts = [] }: Draft): readonly Problem[] {
  const byId = ({ path, value }: Entry<{ id: string }>): Mention => ({ name: value.id, path: [...path, 'id'] });
  return [
    ...duplicates(files.clients, 'client', clients.map(byId)),
    ...duplicates(
      files.apis,
      'API',
      apis.map(({ path, value }) => ({ name: value.audience, path: [...path, 'audience'] })),
    ),
    ...apis.flatMap(({ path, value }) =>
      duplicates(
        files.apis,
        'scope of this API',
        (value.scopes ?? []).map(({ name }, index) => ({ name, path: [...path, 'scopes', index, 'name'] })),
      ),
    ),
    ...duplicates(files.accounts, 'person', accounts.map(byId)),
  ];
}

/** Every API, scope and role that is mentioned exists. What cannot be known, because its own entry is wrong, is not judged. */
export function checkReferences(draft: Draft): readonly Problem[] {
  return [...unknownApis(draft), ...unknownScopes(draft), ...unknownRoles(draft)];
}

function duplicates(file: YamlFile, noun: string, mentions: readonly Mention[]): readonly Problem[] {
  return mentions
    .filter(({ name }, index) => name !== undefined && mentions.findIndex((other) => other.name === name) < index)
    .map(({ name, path }) => ({
      ...file.placeOf(path),
      message: `another ${noun} is called ${quoted(name)} already.`,
      fix: 'Rename or remove one of them.',
    }));
}

function unknownApis({ files, clients = [], apis }: Draft): readonly Problem[] {
  const audiences = apis?.map(({ value }) => value.audience);
  if (!audiences?.every((audience) => audience !== undefined)) return [];
  return clients.flatMap(({ path, value }) =>
    (['apis', 'introspect'] as const).flatMap((key) =>
      unknownNames(files.clients, 'is no API of apis.yaml', [...path, key], value[key] ?? [], audiences),
    ),
  );
}

function unknownScopes({ files, clients = [], apis = [] }: Draft): readonly Problem[] {
  return clients.flatMap(({ path, value }) => {
    const own = value.apis?.map((audience) => apis.find((api) => api.value.audience === audience)?.value.scopes);
    if (value.scopes === undefined || !own?.every((scopes) => scopes !== undefined)) return [];
    const names = own.flat().map(({ name }) => name);
    return unknownNames(files.clients, 'is no scope of the APIs of this client', [...path, 'scopes'], value.scopes, names);
  });
}

function unknownRoles({ files, apis = [], roles, accounts = [] }: Draft): readonly Problem[] {
  if (roles === undefined) return [];
  const names = Object.keys(roles);
  const noRole = 'is no role of apis.yaml';
  return [
    ...apis.flatMap(({ path, value }) =>
      (value.scopes ?? []).flatMap((scope, index) =>
        unknownNames(files.apis, noRole, [...path, 'scopes', index, 'roles'], scope.roles ?? [], names),
      ),
    ),
    ...accounts.flatMap(({ path, value }) => unknownNames(files.accounts, noRole, [...path, 'roles'], value.roles ?? [], names)),
  ];
}

function unknownNames(
  file: YamlFile,
  isNone: string,
  path: Path,
  mentioned: readonly string[],
  known: readonly string[],
): readonly Problem[] {
  return mentioned.flatMap((name, index) =>
    known.includes(name)
      ? []
      : { ...file.placeOf([...path, index]), message: `${quoted(name)} ${isNone}.`, fix: writeOneOf(name, known) },
  );
}
