import type { Environment } from '../environment.ts';
import { OS_STORE_NAME } from './os-store-name.ts';
import type { KeySource } from './wrapping-key.ts';

/** A key that somebody brought along and that does nothing: what is so, and what to do about it. */
export interface UnusedKey {
  readonly message: string;
  readonly hint: string;
}

/** Is COUNTERSIGN_STORE_KEY set, and the login sealed with another key? @param inUse where that one is; undefined when nothing is sealed */
export function unusedKey({ COUNTERSIGN_STORE_KEY: own }: Environment, inUse: KeySource | undefined): UnusedKey | undefined {
  if (!own || inUse === undefined || inUse === 'environment') return undefined;
  const set = 'COUNTERSIGN_STORE_KEY is set and not in use';
  return inUse === 'key-file'
    ? { message: `${set}: this login is sealed with a key file.`, hint: 'The next "countersign login" takes it.' }
    : {
        message: `${set}: the key of this login is in the ${OS_STORE_NAME}.`,
        hint: 'To use it: countersign login --store file.',
      };
}
