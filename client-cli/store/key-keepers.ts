import type { Environment } from '../environment.ts';
import type { Time } from '../time.ts';
import { OS_STORE_NAME } from './os-store-name.ts';
import type { KeyKeeper, KeySource } from './wrapping-key.ts';

/** What keeping keys depends on. */
export interface KeyKeepersDeps {
  readonly home: string;
  readonly profile: string;
  readonly env: Environment;
  readonly time: Time;
  /** Told, in a sentence, what could not be removed. */
  readonly warn: (sentence: string) => void;
}

/** Whoever keeps a key of one profile, by where it is kept. */
export interface KeyKeepers {
  /** Loads the keeper when it is first asked for: every run needs one of them, and none needs all. */
  of(source: KeySource): Promise<KeyKeeper>;
  /** Removes a key that is of this profile alone. The login that it opened is gone by then, so failing at it is worth a sentence and no more. */
  discard(source: KeySource): Promise<void>;
}

/** Where a key is, in words. */
export const KEY_WORDS: Readonly<Record<KeySource, string>> = {
  os: `key in the ${OS_STORE_NAME}`,
  environment: 'key from COUNTERSIGN_STORE_KEY',
  'key-file': 'key in a file of this user',
};

/** @returns the keepers of the key of one profile */
export function createKeyKeepers(deps: KeyKeepersDeps): KeyKeepers {
  const loaded = new Map<KeySource, Promise<KeyKeeper>>();

  async function load(source: KeySource): Promise<KeyKeeper> {
    switch (source) {
      case 'os':
        return (await import('./os-key.ts')).createOsKey(deps);
      case 'environment':
        return (await import('./environment-key.ts')).createEnvironmentKey(deps.env.COUNTERSIGN_STORE_KEY, deps.profile);
      case 'key-file':
        return (await import('./key-file.ts')).createKeyFile(deps.home);
    }
  }

  function of(source: KeySource): Promise<KeyKeeper> {
    const keeper = loaded.get(source) ?? load(source);
    loaded.set(source, keeper);
    return keeper;
  }

  return {
    of,
    async discard(source) {
      try {
        await (await of(source)).discard();
      } catch (reason) {
        const why = reason instanceof Error ? reason.message : '';
        deps.warn(`The ${KEY_WORDS[source]} could not be removed, and is worth nothing without the file it opened. ${why}`);
      }
    },
  };
}
