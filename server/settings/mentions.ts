import type { Path } from './problems.ts';

/** A text somewhere in a file. */
export interface Mention {
  readonly name: string;
  readonly path: Path;
}

/** What lies between the root of a file and a text: keys, indexes, and `'*'` for every entry of a list. */
export type Pattern = readonly (string | number)[];

/**
 * The texts at the end of every way that fits the pattern. Whatever else is there is passed over: this looks at files as they are written, so that
 * names can be compared however wrong the rest of an entry is.
 */
export function mentionsAt(value: unknown, pattern: Pattern, path: Path = []): readonly Mention[] {
  const [step, ...rest] = pattern;
  if (step === undefined) return typeof value === 'string' ? [{ name: value, path }] : [];
  if (step === '*') {
    return Array.isArray(value) ? value.flatMap((entry, index) => mentionsAt(entry, rest, [...path, index])) : [];
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return [];
  return mentionsAt((value as Record<string | number, unknown>)[step], rest, [...path, step]);
}

/** The keys of the map at the end of the way; undefined if there is no map. */
export function keysAt(value: unknown, key: string): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const map = (value as Record<string, unknown>)[key] ?? {};
  return typeof map === 'object' && !Array.isArray(map) ? Object.keys(map) : undefined;
}

/** How many entries the list under a key has; undefined if there is no list. */
export function lengthAt(value: unknown, key: string): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const list = (value as Record<string, unknown>)[key];
  return Array.isArray(list) ? list.length : undefined;
}
