import { rmdir } from 'node:fs/promises';
import { Problem, profileFlag } from '../problems/problem.ts';
import type { ProblemCode } from '../problems/problem-table.ts';
import { OS_STORE_STEPS } from '../problems/store-problems.ts';
import type { KeyKeepers } from './key-keepers.ts';
import { createKeyTurn } from './key-turn.ts';
import { createMemoryStore } from './memory-store.ts';
import { placesFor } from './store-places.ts';
import { recordOf, sourceOf } from './store-choice.ts';
import type { StoreRecord, StoreWish } from './store-choice.ts';
import type { ChosenStore, StoresDeps } from './stores.ts';
import type { TokenStore } from './token-store.ts';
import type { KeySource } from './wrapping-key.ts';

/** What choosing depends on. */
export interface ChooseDeps extends StoresDeps {
  readonly keys: KeyKeepers;
  /** A store whose login is sealed with a key from there. */
  readonly sealedWith: (source: KeySource) => TokenStore;
}

const KEY_FILE_NOTE = 'The key file does not protect against programs that run as you.';
const SEALED_WITH_OWN_KEY_NOTE =
  'The login is sealed with COUNTERSIGN_STORE_KEY from now on. If you did not set that key yourself, log out.';
const OWN_KEY_NOTE = 'COUNTERSIGN_STORE_KEY was not needed. To use it: countersign login --store file.';

/** There is no such store here. What else may be wrong with it is no reason to take a weaker one: somebody may have seen to it. */
const NO_OS_STORE: readonly ProblemCode[] = ['os_store_package', 'os_store_no_bus', 'os_store_absent'];

/**
 * The store for a new login: the first of the places where it may be kept (store-places.ts) that can be used.
 * @param recorded where the last login was kept
 * @throws StoreUnavailable with the reason and how to choose
 */
export async function chooseStore(
  wish: StoreWish | undefined,
  recorded: StoreRecord | undefined,
  deps: ChooseDeps,
): Promise<ChosenStore> {
  const { keys, sealedWith, env } = deps;
  const places = placesFor(wish, recorded, Boolean(env.COUNTERSIGN_STORE_KEY));
  const before = recorded === undefined ? undefined : sourceOf(recorded);
  if (places === 'memory') return inMemory(before, deps);
  const { source, passedOver } = await findSource(places, keys);
  const isNew = source !== before;
  const notes = [
    ...(isNew && passedOver !== undefined ? [howToHaveIt(passedOver, deps.profile)] : []),
    ...(isNew && source === 'key-file' ? [KEY_FILE_NOTE] : []),
    ...(isNew && before !== undefined && source === 'environment' ? [SEALED_WITH_OWN_KEY_NOTE] : []),
    ...(isNew && source === 'os' && env.COUNTERSIGN_STORE_KEY ? [OWN_KEY_NOTE] : []),
  ];
  const store = sealedWith(source);
  const generation = await store.generation();
  const keyTurn = createKeyTurn(deps);
  const isNeeded = async (): Promise<boolean> =>
    (await store.generation()) !== generation || Boolean(await store.pending.load().catch(() => 'unreadable'));
  return {
    ...{ store, record: recordOf(source), notes },
    async settle({ generation: kept }) {
      const isReplaced = async (): Promise<boolean> => (await store.generation()) > kept;
      if (before === 'os' && source !== 'os') await keyTurn.discard('os', isReplaced);
    },
    async abandon() {
      if (await isNeeded()) return;
      if (isNew && source === 'os' && (await keys.of('os')).isKnown()) await keyTurn.discard('os', isNeeded);
      if (before === undefined && generation === 0) await rmdir(deps.folder).catch(() => undefined); // a profile that never held a login is none
    },
  };
}

function inMemory(before: KeySource | 'memory' | undefined, { sealedWith }: ChooseDeps): ChosenStore {
  return {
    ...{ store: createMemoryStore(), record: { kind: 'memory' }, notes: [] },
    async settle() {
      if (before !== 'memory') await sealedWith(before ?? 'key-file').clear();
    },
    abandon: () => Promise.resolve(),
  };
}

/** Is the first place usable? If not, why; and is it one that may be passed over for the next? */
async function findSource(
  [first, next]: readonly KeySource[],
  keys: KeyKeepers,
): Promise<{ source: KeySource; passedOver?: Problem }> {
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

/** Why a stronger place was passed over, and what to do for the login to be kept there. */
function howToHaveIt({ code, message }: Problem, profile: string): string {
  if (!(code in OS_STORE_STEPS)) return message;
  const step = OS_STORE_STEPS[code as keyof typeof OS_STORE_STEPS];
  return `${message} ${step} Then move the login there with "countersign login --store auto${profileFlag(profile)}".`;
}
