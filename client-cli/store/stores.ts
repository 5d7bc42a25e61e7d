import type { Environment } from '../environment.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import { createFileStore } from './file-store.ts';
import { createKeyKeepers } from './key-keepers.ts';
import { createMemoryStore } from './memory-store.ts';
import { sourceOf } from './store-choice.ts';
import type { StoreRecord, StoreWish } from './store-choice.ts';
import type { Login, TokenStore } from './token-store.ts';
import type { KeySource } from './wrapping-key.ts';

/** What the stores of a profile depend on. */
export interface StoresDeps {
  readonly home: string;
  /** The folder of the profile. */
  readonly folder: string;
  readonly profile: string;
  readonly env: Environment;
  /** How long to wait for other processes that work on the same profile. */
  readonly longestWait: Milliseconds;
  readonly time: Time;
  /** Told, in a sentence, what could not be removed. */
  readonly warn: (sentence: string) => void;
}

/** A store for a new login. */
export interface ChosenStore {
  readonly store: TokenStore;
  readonly record: StoreRecord;
  /** What a person should know about the choice, in sentences, once the login is there. */
  readonly notes: readonly string[];
  /** Once the login is there: removes what the place before this one still holds. */
  settle(kept: Login): Promise<void>;
  /** When the login came to nothing: removes what was made for it alone. */
  abandon(): Promise<void>;
}

/** The places where the login of a profile can be kept. */
export interface Stores {
  /** Opens the store that the last login was kept in. */
  open(recorded: StoreRecord | undefined): TokenStore;
  /**
   * Chooses the store for a new login: never a weaker one than the last, unless it is named.
   * @param wish undefined when nobody said anything
   * @throws StoreUnavailable with the reason and how to choose
   */
  choose(wish: StoreWish | undefined, recorded: StoreRecord | undefined): Promise<ChosenStore>;
}

/** @returns the places where the login of one profile can be kept; nobody is asked for a key yet */
export function createStores(deps: StoresDeps): Stores {
  const hasOwnKey = Boolean(deps.env.COUNTERSIGN_STORE_KEY);
  const keys = createKeyKeepers(deps);

  function sealedWith(source: KeySource): TokenStore {
    return createFileStore({ ...deps, keySource: source, keys });
  }

  return {
    open(recorded) {
      const source = recorded === undefined ? undefined : sourceOf(recorded);
      return source === 'memory' ? createMemoryStore() : sealedWith(source ?? (hasOwnKey ? 'environment' : 'key-file'));
    },
    async choose(wish, recorded) {
      const { chooseStore } = await import('./choose-store.ts');
      return chooseStore(wish, recorded, { ...deps, keys, sealedWith });
    },
  };
}
