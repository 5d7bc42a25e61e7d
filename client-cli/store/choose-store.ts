import { rmdir } from 'node:fs/promises';
import type { Environment } from '../environment.ts';
import { Problem } from '../problems/problem.ts';
import type { ProblemCode } from '../problems/problem-table.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import { createFileStore } from './file-store.ts';
import { createKeyKeepers } from './key-keepers.ts';
import { createMemoryStore } from './memory-store.ts';
import { placesFor, recordOf, sourceOf } from './store-places.ts';
import type { StoreRecord, StoreWish } from './store-places.ts';
import type { TokenStore } from './token-store.ts';
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
  settle(): Promise<void>;
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

const KEY_FILE_NOTE = 'The key file does not protect against programs that run as you.';
const SEALED_WITH_OWN_KEY_NOTE =
  'The login is sealed with COUNTERSIGN_STORE_KEY from now on. If you did not set that key yourself, log out.';
const OWN_KEY_NOTE = 'COUNTERSIGN_STORE_KEY was not needed. To use it: countersign login --store file.';

/** There is no such store here. What else may be wrong with it is no reason to take a weaker one: somebody may have seen to it. */
const NO_OS_STORE: readonly ProblemCode[] = ['os_store_package', 'os_store_no_bus', 'os_store_absent'];

/** @returns the places where the login of one profile can be kept; nobody is asked for a key yet */
export function createStores(deps: StoresDeps): Stores {
  const hasOwnKey = Boolean(deps.env.COUNTERSIGN_STORE_KEY);
  const keys = createKeyKeepers(deps);

  function sealedWith(source: KeySource): TokenStore {
    return createFileStore({ ...deps, keySource: source, keys });
  }

  /** Is the first place usable? If not, why; and is it one that may be passed over for the next? */
  async function findSource([first, next]: readonly KeySource[]): Promise<{ source: KeySource; passedOver?: Problem }> {
    if (first === undefined) throw new RangeError('no place to keep a login');
    if (next === undefined) return { source: first }; // the login's own probe will tell
    try {
      await (await keys.of(first)).toSeal();
      return { source: first };
    } catch (error) {
      const mayGoOn = error instanceof Problem && (NO_OS_STORE.includes(error.code) || next === 'environment');
      if (!mayGoOn) throw error;
      return { source: next, passedOver: error };
    }
  }

  return {
    open(recorded) {
      const source = recorded === undefined ? undefined : sourceOf(recorded);
      return source === 'memory' ? createMemoryStore() : sealedWith(source ?? (hasOwnKey ? 'environment' : 'key-file'));
    },
    async choose(wish, recorded) {
      const places = placesFor(wish, recorded, hasOwnKey);
      const before = recorded === undefined ? undefined : sourceOf(recorded);
      if (places === 'memory') {
        const clear = async (): Promise<void> => {
          if (before === 'memory') return;
          await sealedWith(before ?? 'key-file').clear();
        };
        return {
          store: createMemoryStore(),
          record: { kind: 'memory' },
          notes: [],
          settle: clear,
          abandon: () => Promise.resolve(),
        };
      }
      const { source, passedOver } = await findSource(places);
      const isNew = source !== before;
      const notes = [
        ...(isNew && passedOver !== undefined ? [passedOver.message] : []),
        ...(isNew && source === 'key-file' ? [KEY_FILE_NOTE] : []),
        ...(isNew && before !== undefined && source === 'environment' ? [SEALED_WITH_OWN_KEY_NOTE] : []),
        ...(isNew && source === 'os' && hasOwnKey ? [OWN_KEY_NOTE] : []),
      ];
      const settle = async (): Promise<void> => {
        if (before === 'os' && source !== 'os') await keys.discard('os');
      };
      const store = sealedWith(source);
      const generation = await store.generation();
      const abandon = async (): Promise<void> => {
        const isNeeded = (await store.generation()) !== generation || (await store.pending.load().catch(() => 'unreadable'));
        if (isNeeded) return;
        if (isNew && source === 'os') await keys.discard('os');
        if (before === undefined && generation === 0) await rmdir(deps.folder).catch(() => undefined); // a profile that never held a login is none
      };
      return { store, record: recordOf(source), notes, settle, abandon };
    },
  };
}
