import { createCipheriv, randomBytes } from 'node:crypto';
import { LOGIN_TYPE, NONCE_BYTES, SCHEMA, TAG_BYTES } from './sealed-login.ts';
import type { SealedHeader } from './sealed-login.ts';
import type { Login } from './token-store.ts';
import type { KeySource, WrappingKey } from './wrapping-key.ts';

/** What something is sealed as, and with. */
export interface SealWish {
  readonly typ: string;
  readonly profile: string;
  readonly source: KeySource;
  readonly key: WrappingKey;
}

/** Seals a login. */
export function sealLogin(login: Login, profile: string, source: KeySource, key: WrappingKey): Promise<string> {
  return seal(login, { typ: LOGIN_TYPE, profile, source, key });
}

/**
 * Seals something of a profile as a compact JWE: direct encryption with A256GCM, a fresh nonce each time (RFC 7516; RFC 7518, sections 4.5 and 5.3).
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7516#section-5 RFC 7516, section 5}
 */
export async function seal(content: object, { typ, profile, source, key }: SealWish): Promise<string> {
  const salt = randomBytes(16);
  const header: SealedHeader = {
    ...{ alg: 'dir', enc: 'A256GCM', typ, schema: SCHEMA, profile, key_source: source, kid: key.id },
    salt: salt.toString('base64url'),
  };
  const protectedHeader = Buffer.from(JSON.stringify(header)).toString('base64url');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', await key.bytes(salt), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(protectedHeader, 'ascii'));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
  const [iv, text, tag] = [nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return [protectedHeader, '', iv, text, tag].join('.');
}
