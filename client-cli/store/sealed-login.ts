import { randomBytes } from 'node:crypto';
import { base64url, CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { Login } from './token-store.ts';
import type { WrappingKey } from './wrapping-key.ts';

/** What stands readable, and protected against changes, in front of a sealed login (RFC 7516, section 4). */
interface SealedHeader {
  readonly typ: typeof TYPE;
  /** The version of what is inside. */
  readonly schema: number;
  /** The profile it belongs to: a file moved to another profile is noticed. */
  readonly profile: string;
  /** {@link WrappingKey.id} */
  readonly kid: string;
  readonly salt: string;
}

const TYPE = 'countersign-login';
const SCHEMA = 1;

/**
 * Seals a login as a JWE: direct encryption with A256GCM, a fresh nonce each time (RFC 7516; RFC 7518, sections 4.5 and 5.3).
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7516 RFC 7516}
 */
export async function sealLogin(login: Login, profile: string, key: WrappingKey): Promise<string> {
  const salt = randomBytes(16);
  const header: SealedHeader = { typ: TYPE, schema: SCHEMA, profile, kid: key.id, salt: salt.toString('base64url') };
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(login)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', ...header })
    .encrypt(await key.bytes(salt));
}

/**
 * Opens a sealed login.
 *
 * @param path where it was found, for messages
 * @throws StoreUnavailable `store_damaged`, `store_wrong_key`, `store_foreign`, `store_newer`
 */
export async function openLogin(
  sealed: string,
  about: { readonly profile: string; readonly profileFlag: string; readonly path: string },
  key: WrappingKey,
): Promise<Login> {
  const header = readHeader(sealed);
  if (header === undefined) throw problem('store_damaged', about);
  if (header.schema > SCHEMA) throw problem('store_newer', about);
  if (header.kid !== key.id) throw problem('store_wrong_key', about);
  let text: string;
  try {
    const bytes = await key.bytes(base64url.decode(header.salt));
    const opened = await compactDecrypt(sealed.trim(), bytes, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    text = new TextDecoder().decode(opened.plaintext);
  } catch (cause) {
    throw problem(key.id === 'passphrase' ? 'store_wrong_key' : 'store_damaged', about, { cause });
  }
  if (header.profile !== about.profile) throw problem('store_foreign', { ...about, detail: cleanText(header.profile) });
  return JSON.parse(text) as Login; // ours: nobody without the key could have written it
}

function readHeader(sealed: string): SealedHeader | undefined {
  try {
    const header = decodeProtectedHeader(sealed.trim()) as Partial<SealedHeader>;
    const isOurs =
      header.typ === TYPE &&
      typeof header.schema === 'number' &&
      typeof header.kid === 'string' &&
      typeof header.salt === 'string' &&
      typeof header.profile === 'string';
    return isOurs ? (header as SealedHeader) : undefined;
  } catch {
    return undefined;
  }
}
