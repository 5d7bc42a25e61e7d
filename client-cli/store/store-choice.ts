import type { KeySource } from './wrapping-key.ts';

/** The choices of --store and COUNTERSIGN_STORE; `auto` looks for the strongest place there is. */
export const STORE_WISHES = ['auto', 'os', 'file', 'memory'] as const;

/** Where a person wants their login kept. */
export type StoreWish = (typeof STORE_WISHES)[number];

/** How the choice of a login is recorded, so that a later one is never kept in a weaker place without being told to. */
export type StoreRecord =
  | { readonly kind: 'os' }
  | { readonly kind: 'file'; readonly keySource: 'environment' | 'key-file' }
  | { readonly kind: 'memory' };

/** Where the key is that seals a login kept so, or `memory` when nothing is sealed. */
export function sourceOf(record: StoreRecord): KeySource | 'memory' {
  return record.kind === 'file' ? record.keySource : record.kind;
}

/** How a login is recorded whose key is kept there. */
export function recordOf(source: KeySource): StoreRecord {
  return source === 'os' ? { kind: 'os' } : { kind: 'file', keySource: source };
}
