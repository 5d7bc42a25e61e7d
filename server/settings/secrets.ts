import { resolve } from 'node:path';

import { whyUnreadable } from './read-files.ts';
import type { ReadFile } from './read-files.ts';
import { isSecretReference } from './schema-blocks.ts';
import { quoted } from './wording.ts';

/** What a reference led to. */
export type ResolvedSecret =
  | { readonly kind: 'found'; readonly value: string }
  | { readonly kind: 'missing'; readonly message: string; readonly fix: string };

/** Follows `env:NAME` and `file:PATH`; any other text stands for itself. Never repeats what it found. */
export type ResolveSecret = (text: string) => Promise<ResolvedSecret>;

/** What following a reference needs. Relative paths begin in the settings folder. */
export interface ResolveSecretDeps {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
}

/** Blanks and line ends around a secret are dropped: nearly every editor and `echo` leaves one. */
export function createResolveSecret({ folder, environment, readFile }: ResolveSecretDeps): ResolveSecret {
  function fromEnvironment(name: string): ResolvedSecret {
    const value = environment[name]?.trim();
    if (value) return { kind: 'found', value };
    return {
      kind: 'missing',
      message: `the environment variable ${quoted(name)} is not set.`,
      fix: 'Set it, or name another one.',
    };
  }

  async function fromFile(path: string): Promise<ResolvedSecret> {
    const place = resolve(folder, path);
    const fix = 'Put the secret there, or name another file; a relative path begins in this folder.';
    try {
      const value = (await readFile(place)).trim();
      return value ? { kind: 'found', value } : { kind: 'missing', message: `${quoted(place)} is empty.`, fix };
    } catch (error) {
      return { kind: 'missing', message: `${quoted(place)}: ${whyUnreadable(error)}.`, fix };
    }
  }

  return async function resolveSecret(text) {
    if (!isSecretReference(text)) return { kind: 'found', value: text };
    return text.startsWith('env:') ? fromEnvironment(text.slice('env:'.length)) : fromFile(text.slice('file:'.length));
  };
}
