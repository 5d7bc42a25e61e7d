import { problem, profileFlag } from '../problems/problem.ts';
import type { Profile } from '../profile/profile.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import { createFileStore } from './file-store.ts';
import { createKeyFile } from './key-file.ts';
import { createMemoryStore } from './memory-store.ts';
import type { TokenStore } from './token-store.ts';
import { readEnvironmentKey } from './wrapping-key.ts';
import type { KeySource, WrappingKey } from './wrapping-key.ts';

/** The choices of --store and COUNTERSIGN_STORE; `auto` leaves it to us. */
export const STORE_WISHES = ['auto', 'file', 'memory'] as const;

/** Where a person wants their login kept. */
export type StoreWish = (typeof STORE_WISHES)[number];

/** What choosing depends on. */
export interface StoreChoice {
  readonly home: string;
  /** The folder of the profile. */
  readonly folder: string;
  readonly profile: string;
  /** What was recorded at the last login. */
  readonly recorded: Profile['store'] | undefined;
  /** COUNTERSIGN_STORE_KEY */
  readonly storeKey: string | undefined;
  /** How long to wait for other processes that work on the same profile. */
  readonly longestWait: Milliseconds;
  readonly time: Time;
}

/** Opens the store that the last login was kept in, with the key it was sealed with. */
export function openStore(choice: StoreChoice): TokenStore {
  if (choice.recorded?.kind === 'memory') return createMemoryStore();
  return fileStore(choice, choice.recorded?.keySource ?? strongestSource(choice));
}

/**
 * Chooses the store for a new login: never a weaker one than the last, unless it is named.
 *
 * @returns the store, and how it is to be recorded
 * @throws StoreUnavailable `store_key_missing`
 */
export function chooseStore(
  choice: StoreChoice,
  wish: StoreWish,
): { readonly store: TokenStore; readonly record: Profile['store'] } {
  if (wish === 'memory' || (wish === 'auto' && choice.recorded?.kind === 'memory'))
    return { store: createMemoryStore(), record: { kind: 'memory' } };
  const keySource = strongestSource(choice);
  const wasStronger = choice.recorded?.kind === 'file' && choice.recorded.keySource === 'environment' && keySource === 'key-file';
  if (wish === 'auto' && wasStronger) throw keyMissing(choice.profile);
  return { store: fileStore(choice, keySource), record: { kind: 'file', keySource } };
}

/** Is a login kept there sealed with a key file? */
export function usesKeyFile(store: Profile['store'] | undefined): boolean {
  return store?.kind === 'file' && store.keySource === 'key-file';
}

function strongestSource({ storeKey }: StoreChoice): KeySource {
  return storeKey ? 'environment' : 'key-file';
}

function fileStore({ home, folder, profile, storeKey, longestWait, time }: StoreChoice, keySource: KeySource): TokenStore {
  const keyFile = createKeyFile(home);

  function environmentKey(): Promise<WrappingKey> {
    if (!storeKey) throw keyMissing(profile);
    return Promise.resolve(readEnvironmentKey(storeKey));
  }

  async function keyToSeal(): Promise<WrappingKey> {
    if (keySource === 'environment') return environmentKey();
    return keyFile.readOrMake();
  }

  async function keyToOpen(): Promise<WrappingKey> {
    if (keySource === 'environment') return environmentKey();
    const key = await keyFile.read();
    if (key === undefined) throw problem('store_key_file', { path: home, detail: 'store.key is not there' });
    return key;
  }

  return createFileStore({ folder, profile, keySource, keyToSeal, keyToOpen, longestWait, time });
}

function keyMissing(profile: string): ReturnType<typeof problem> {
  return problem('store_key_missing', { profile, profileFlag: profileFlag(profile) });
}
