import { createDecipheriv } from 'node:crypto';
import { problem } from '../problems/problem.ts';
import type { ProblemDetails } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { isLogin } from './token-store.ts';
import type { Login } from './token-store.ts';
import { KEY_SOURCES } from './wrapping-key.ts';
import type { KeySource, WrappingKey } from './wrapping-key.ts';

/** What stands readable, and protected against changes, in front of a sealed login (RFC 7516, section 4). */
export interface SealedHeader {
  /** The key is the key: nothing is wrapped (RFC 7518, section 4.5). */
  readonly alg: 'dir';
  readonly enc: 'A256GCM';
  /** What is inside: a login is never taken for a pending one, or the other way round. */
  readonly typ: string;
  /** The version of what is inside. */
  readonly schema: number;
  /** The profile it belongs to: a file moved to another profile is noticed. */
  readonly profile: string;
  /** Where the key is kept. Whoever changes it finds another key there, or none. */
  readonly key_source: KeySource;
  /** {@link WrappingKey.id} */
  readonly kid: string;
  readonly salt: string;
}

/** What a sealed login is called. */
export const LOGIN_TYPE = 'countersign-login';

/** What stands in place of a login that was ended: a generation like any other, so that no earlier one can come after it. */
export const LOGGED_OUT = 'logged out\n';

/** The version of what is sealed now. */
export const SCHEMA = 1;

/** AES-GCM in a JWE: a nonce of 96 bits and a tag of 128 (RFC 7518, section 5.3). */
export const NONCE_BYTES = 12;

/** See {@link NONCE_BYTES}. */
export const TAG_BYTES = 16;

/** Where a sealed login was found, for messages. */
export interface SealedPlace extends ProblemDetails {
  readonly profile: string;
  readonly profileFlag: string;
  readonly path: string;
}

/** Opens a sealed login. @throws what {@link openSealed} throws */
export async function openLogin(sealed: string, about: SealedPlace, keyFor: KeyFor): Promise<Login> {
  const login = await openSealed(sealed, LOGIN_TYPE, about, keyFor);
  if (!isLogin(login)) throw problem('store_damaged', about);
  return login;
}

/** Gives the key that a file names; nothing that the file says is believed before it has opened it. */
export type KeyFor = (source: KeySource, id: string) => Promise<WrappingKey>;

/**
 * Opens what seal-login.ts has sealed. By Node's own means, since every run of the program opens it and none should wait for a library; a test holds it against one.
 *
 * @param typ what it must be
 * @throws StoreUnavailable `store_damaged`, `store_wrong_key`, `store_foreign`, `store_newer`, and what `keyFor` throws
 */
export async function openSealed(sealed: string, typ: string, about: SealedPlace, keyFor: KeyFor): Promise<unknown> {
  const parts = sealed.trim().split('.');
  const header = readHeader(parts, typ);
  if (header === undefined) throw problem('store_damaged', about);
  if (header.schema > SCHEMA) throw problem('store_newer', about);
  const key = await keyFor(header.key_source, header.kid);
  let content: unknown;
  try {
    content = JSON.parse(decrypt(parts, await key.bytes(Buffer.from(header.salt, 'base64url'))));
  } catch (cause) {
    const isWrongKey = header.kid !== key.id || key.id === 'passphrase'; // asked only now: what a key opens needs no name
    throw problem(isWrongKey ? 'store_wrong_key' : 'store_damaged', about, { cause });
  }
  if (header.profile !== about.profile) throw problem('store_foreign', { ...about, detail: cleanText(header.profile) });
  return content;
}

/** Where the key of a sealed login is kept, as it says itself; undefined when it says nothing that can be read. */
export function keySourceOf(sealed: string): KeySource | undefined {
  return readHeader(sealed.trim().split('.'), LOGIN_TYPE)?.key_source;
}

/** @throws when anything was changed (RFC 7516, section 5.2) */
function decrypt([protectedHeader = '', wrappedKey, ...rest]: readonly string[], key: Uint8Array): string {
  const [nonce, sealed, tag] = rest.map(decode);
  if (wrappedKey !== '' || nonce?.length !== NONCE_BYTES || sealed === undefined || tag === undefined || rest.length !== 3)
    throw new Error('not a compact JWE with direct encryption');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(protectedHeader, 'ascii'));
  decipher.setAuthTag(tag); // refuses every other length: a short tag is easily guessed
  return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
}

/** Node passes over whatever is not base64url, and over bits that mean nothing. Here, there is one way to write what was sealed (RFC 4648, section 3.5). */
function decode(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw new Error('not base64url');
  return bytes;
}

function readHeader([protectedHeader = '']: readonly string[], typ: string): SealedHeader | undefined {
  try {
    const header = JSON.parse(decode(protectedHeader).toString('utf8')) as Partial<SealedHeader>;
    const isOurs =
      header.alg === 'dir' &&
      header.enc === 'A256GCM' &&
      header.typ === typ &&
      !('zip' in header) && // nothing of ours is compressed, and nothing is unpacked (RFC 7516, section 4.1.3)
      !('crit' in header) && // what must be understood is not (RFC 7516, section 4.1.13)
      Number.isInteger(header.schema) &&
      KEY_SOURCES.some((source) => source === header.key_source) &&
      typeof header.kid === 'string' &&
      typeof header.salt === 'string' &&
      typeof header.profile === 'string';
    return isOurs ? (header as SealedHeader) : undefined;
  } catch {
    return undefined;
  }
}
