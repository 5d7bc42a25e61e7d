import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { problem, profileFlag } from '../problems/problem.ts';
import { KEY_BYTES, rawKey, readKey } from './wrapping-key.ts';
import type { KeyKeeper, WrappingKey } from './wrapping-key.ts';

const SHORTEST_PASSPHRASE = 16;

/** scrypt at 64 MiB and about a tenth of a second (RFC 7914; parameters as OWASP gives them for N = 2^16). */
const SCRYPT = { N: 2 ** 16, r: 8, p: 2, maxmem: 128 * 2 ** 20 };

/** The key that somebody brings along in COUNTERSIGN_STORE_KEY. @param text what the variable says, if it is set */
export function createEnvironmentKey(text: string | undefined, profile: string): KeyKeeper {
  let read: WrappingKey | undefined;

  function key(): WrappingKey {
    if (!text) throw problem('store_key_missing', { profile, profileFlag: profileFlag(profile) });
    return (read ??= readEnvironmentKey(text));
  }

  return {
    toOpen: () => Promise.resolve().then(key),
    toSeal: () => Promise.resolve().then(key),
    isKnown: () => Boolean(text),
    discard: () => Promise.resolve(), // not ours
  };
}

/**
 * Reads COUNTERSIGN_STORE_KEY: 32 bytes in hex, base64 or base64url, or else a passphrase of at least 16 characters.
 * @throws Problem `store_key_invalid`
 */
export function readEnvironmentKey(text: string): WrappingKey {
  const key = decodeKey(text.trim());
  if (key !== undefined) return rawKey(key);
  if (Array.from(text).length < SHORTEST_PASSPHRASE) throw problem('store_key_invalid');
  return { id: 'passphrase', bytes: rememberLast((salt) => stretch(text, salt)) };
}

function stretch(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  return promisify<string, Uint8Array, number, typeof SCRYPT, Buffer>(scrypt)(
    passphrase.normalize('NFC'),
    salt,
    KEY_BYTES,
    SCRYPT,
  );
}

/** A program that runs long opens the same file again and again, with the same salt. */
function rememberLast(stretched: (salt: Uint8Array) => Promise<Buffer>): WrappingKey['bytes'] {
  let last: { readonly salt: string; readonly bytes: Promise<Buffer> } | undefined;
  return (salt) => {
    const name = Buffer.from(salt).toString('hex');
    if (last?.salt !== name) last = { salt: name, bytes: stretched(salt) };
    return last.bytes;
  };
}

function decodeKey(text: string): Uint8Array | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/]{43}=?$/.test(text) || /^[\w-]{43}=$/.test(text))
    return Buffer.from(text.replace('=', ''), /[-_]/.test(text) ? 'base64url' : 'base64');
  return readKey(text);
}
