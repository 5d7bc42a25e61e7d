import { createHash } from 'node:crypto';

/** Where the key is kept that seals the token file; the strongest place first. */
export const KEY_SOURCES = ['os', 'environment', 'key-file'] as const;

/** One of {@link KEY_SOURCES}. */
export type KeySource = (typeof KEY_SOURCES)[number];

/** A key that seals the token file, and by which name sealed files know it. */
export interface WrappingKey {
  /** Tells keys apart without telling anything about them. All passphrases have the same name: a hash would help whoever tries them out. */
  readonly id: string;
  /** The 32 bytes for one file. @param salt of that file; only a passphrase needs it */
  bytes(salt: Uint8Array): Promise<Uint8Array>;
}

/** Whoever keeps the key that seals the token file of a profile. */
export interface KeyKeeper {
  /**
   * The key that opens a file; never made.
   * @param id how the file names the key it was sealed with
   * @throws StoreUnavailable when there is none, or nobody gives it
   */
  toOpen(id: string): Promise<WrappingKey>;
  /**
   * The key that seals a file, made now if need be.
   * @param looks when it must have been there: one seen a moment ago is taken to be there still, unless somebody is known to remove it
   * @throws StoreUnavailable
   */
  toSeal(looks?: 'now' | 'lately'): Promise<WrappingKey>;
  /** Has this process found or made a key? Where it has not, there is nothing of its own to remove. */
  isKnown(): boolean;
  /** Removes the key, where it is of this profile alone. @throws StoreUnavailable */
  discard(): Promise<void>;
}

/** A256GCM wants 256 bits (RFC 7518, section 5.3). */
export const KEY_BYTES = 32;

/** A key of 32 bytes. */
export function rawKey(key: Uint8Array): WrappingKey {
  return {
    get id() {
      return createHash('sha256').update('countersign store key\0').update(key).digest('base64url').slice(0, 16);
    },
    bytes: () => Promise.resolve(key),
  };
}

/** Writes a key down as {@link readKey} reads it. */
export function writeKey(key: Uint8Array): string {
  return Buffer.from(key).toString('base64url');
}

/** Reads 32 bytes in base64url; undefined when it is anything else. */
export function readKey(text: string): Uint8Array | undefined {
  return /^[\w-]{43}$/.test(text) ? Buffer.from(text, 'base64url') : undefined;
}
