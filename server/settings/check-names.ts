import { keysAt, lengthAt, mentionsAt } from './mentions.ts';
import type { Mention, Pattern } from './mentions.ts';
import type { Problem } from './problems.ts';
import type { ConfigFiles } from './read-files.ts';
import { quoted, writeOneOf } from './wording.ts';
import type { YamlFile } from './yaml-file.ts';

/** No two of a kind have one name: clients, APIs, the scopes of an API, people. */
export function checkDuplicates({ clients, apis, accounts }: ConfigFiles): readonly Problem[] {
  return [
    ...duplicates(clients, 'client', ['clients', '*', 'id']),
    ...duplicates(apis, 'API', ['apis', '*', 'audience']),
    ...indexes(apis, 'apis').flatMap((index) => duplicates(apis, 'scope of this API', ['apis', index, 'scopes', '*', 'name'])),
    ...duplicates(accounts, 'person', ['accounts', '*', 'id']),
  ];
}

/** Every API, scope, role and class of sign-in that is mentioned exists. If the file they should be in cannot be read, nobody can say. */
export function checkReferences(files: ConfigFiles): readonly Problem[] {
  return [...unknownApis(files), ...unknownScopes(files), ...unknownRoles(files), ...unknownAcrs(files)];
}

function duplicates(file: YamlFile, noun: string, pattern: Pattern): readonly Problem[] {
  const mentions = mentionsAt(file.value, pattern);
  return mentions
    .filter(({ name }, index) => mentions.findIndex((other) => other.name === name) < index)
    .map(({ name, path }) => ({
      ...file.placeOf(path),
      message: `another ${noun} is called ${quoted(name)} already.`,
      fix: 'Rename or remove one of them.',
    }));
}

function unknownApis({ clients, apis }: ConfigFiles): readonly Problem[] {
  if (lengthAt(apis.value, 'apis') === undefined) return [];
  const audiences = mentionsAt(apis.value, ['apis', '*', 'audience']).map(({ name }) => name);
  return ['apis', 'introspect'].flatMap((key) =>
    unknown(clients, 'is no API of apis.yaml', mentionsAt(clients.value, ['clients', '*', key, '*']), audiences),
  );
}

function unknownScopes({ clients, apis }: ConfigFiles): readonly Problem[] {
  const audiences = indexes(apis, 'apis').map((index) => mentionsAt(apis.value, ['apis', index, 'audience'])[0]?.name);
  return indexes(clients, 'clients').flatMap((index) => {
    const own = mentionsAt(clients.value, ['clients', index, 'apis', '*']).map(({ name }) => audiences.indexOf(name));
    if (own.includes(-1)) return []; // an unknown API is said to be unknown; its scopes would be only an echo
    const scopes = own.flatMap((api) => mentionsAt(apis.value, ['apis', api, 'scopes', '*', 'name'])).map(({ name }) => name);
    const mentions = mentionsAt(clients.value, ['clients', index, 'scopes', '*']);
    return unknown(clients, 'is no scope of the APIs of this client', mentions, scopes);
  });
}

function unknownRoles({ apis, accounts }: ConfigFiles): readonly Problem[] {
  const roles = keysAt(apis.value, 'roles');
  if (roles === undefined) return [];
  const isNone = 'is no role of apis.yaml';
  return [
    ...unknown(apis, isNone, mentionsAt(apis.value, ['apis', '*', 'scopes', '*', 'roles', '*']), roles),
    ...unknown(accounts, isNone, mentionsAt(accounts.value, ['accounts', '*', 'roles', '*']), roles),
  ];
}

function unknownAcrs({ clients, countersign }: ConfigFiles): readonly Problem[] {
  const levels = mentionsAt(countersign.value, ['acr_levels', '*']).map(({ name }) => name);
  const mentions = mentionsAt(clients.value, ['clients', '*', 'min_acr']);
  return unknown(clients, 'is none of acr_levels in countersign.yaml', mentions, levels);
}

function unknown(file: YamlFile, isNone: string, mentions: readonly Mention[], known: readonly string[]): readonly Problem[] {
  return mentions
    .filter(({ name }) => !known.includes(name))
    .map(({ name, path }) => ({ ...file.placeOf(path), message: `${quoted(name)} ${isNone}.`, fix: writeOneOf(name, known) }));
}

function indexes(file: YamlFile, key: string): readonly number[] {
  return [...Array(lengthAt(file.value, key) ?? 0).keys()];
}
