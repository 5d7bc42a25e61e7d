/** A map that nobody can change: `Object.freeze` leaves the entries of a `Map` open, and here there is nothing to call. */
export class FrozenMap<K, V> implements ReadonlyMap<K, V> {
  readonly #entries: ReadonlyMap<K, V>;

  constructor(entries: Iterable<readonly [K, V]>) {
    this.#entries = new Map(entries);
    Object.freeze(this);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.#entries) callback(value, key, this);
  }

  entries(): MapIterator<[K, V]> {
    return this.#entries.entries();
  }

  keys(): MapIterator<K> {
    return this.#entries.keys();
  }

  values(): MapIterator<V> {
    return this.#entries.values();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.#entries.entries();
  }
}

/** Freezes a tree of plain objects, lists and frozen maps, all the way down. @returns the same tree */
export function deepFreeze<T>(tree: T): T {
  if (typeof tree !== 'object' || tree === null) return tree;
  const children = tree instanceof FrozenMap ? tree.values() : Object.values(tree);
  for (const child of children) deepFreeze(child);
  return Object.freeze(tree);
}
