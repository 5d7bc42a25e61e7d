import { createHash, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { problem } from '../problems/problem.ts';

/** Where the key comes from that seals the token file. */
export type KeySource = 'environment' | 'key-file';

/** A key that seals the token file, and by which names a sealed file knows it. */
export interface WrappingKey {
  readonly source: KeySource;
  /** Tells keys apart without telling anything about them. All passphrases have the same name: a hash would help whoever tries them out. */
  readonly id: string;
  /** The 32 bytes for one file. @param salt of that file; only a passphrase needs it */
  bytes(salt: Uint8Array): Promise<Uint8Array>;
}

/** A256GCM wants 256 bits (RFC 7518, section 5.3). */
export const KEY_BYTES = 32;

const SHORTEST_PASSPHRASE = 16;

/** scrypt at 64 MiB and about a tenth of a second (RFC 7914; parameters as OWASP gives them for N = 2^16). */
const SCRYPT = { N: 2 ** 16, r: 8, p: 2, maxmem: 128 * 2 ** 20 };

/** A key of 32 bytes. */
export function rawKey(source: KeySource, key: Uint8Array): WrappingKey {
  const id = createHash('sha256').update('countersign store key\0').update(key).digest('base64url').slice(0, 16);
  return { source, id, bytes: () => Promise.resolve(key) };
}

/**
 * Reads COUNTERSIGN_STORE_KEY: 32 bytes in hex, base64 or base64url, or else a passphrase of at least 16 characters.
 * @throws Problem `store_key_invalid`
 */
export function readEnvironmentKey(text: string): WrappingKey {
  const key = decodeKey(text.trim());
  if (key !== undefined) return rawKey('environment', key);
  if (Array.from(text).length < SHORTEST_PASSPHRASE) throw problem('store_key_invalid');
  return {
    source: 'environment',
    id: 'passphrase',
    bytes: (salt) =>
      promisify<string, Uint8Array, number, typeof SCRYPT, Buffer>(scrypt)(text.normalize('NFC'), salt, KEY_BYTES, SCRYPT),
  };
}

function decodeKey(text: string): Uint8Array | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[\w-]{43}$/.test(text)) return Buffer.from(text, 'base64url');
  if (/^[A-Za-z0-9+/]{43}=?$/.test(text) || /^[\w-]{43}=$/.test(text))
    return Buffer.from(text.replace('=', ''), /[-_]/.test(text) ? 'base64url' : 'base64');
  return undefined;
}
