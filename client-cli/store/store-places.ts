import { sourceOf } from './store-choice.ts';
import type { StoreRecord, StoreWish } from './store-choice.ts';
import type { KeySource } from './wrapping-key.ts';

/** In which places a new login may be kept, the first one first. */
export type StorePlaces = 'memory' | readonly KeySource[];

/**
 * Where may a new login be kept? The strongest place first: the store of the operating system, a key that was brought along, a key file.
 *
 * Whoever wishes for nothing gets what the last login had; only a key that was brought along since then is taken in place of a key file. `auto` looks again,
 * and may find a stronger place, but never a weaker one. That takes a wish by name.
 *
 * @param wish undefined when nobody said anything
 * @param recorded of the last login, if there was one
 * @param hasOwnKey is COUNTERSIGN_STORE_KEY set?
 */
export function placesFor(wish: StoreWish | undefined, recorded: StoreRecord | undefined, hasOwnKey: boolean): StorePlaces {
  const file = hasOwnKey ? 'environment' : 'key-file';
  const kept = recorded === undefined ? undefined : sourceOf(recorded);
  switch (wish) {
    case 'memory':
      return 'memory';
    case 'os':
      return ['os'];
    case 'file':
      return [file];
    case undefined:
      if (kept === 'memory') return 'memory';
      if (kept !== undefined) return [kept === 'key-file' ? file : kept];
      return ['os', file];
    case 'auto':
      if (kept === 'os') return ['os'];
      return ['os', kept === 'environment' ? 'environment' : file];
  }
}
