import { createHash } from 'node:crypto';
import type { JWK } from 'jose';

/**
 * The SHA-256 thumbprint of an elliptic curve key: its required members in the order of the alphabet, without blanks (RFC 7638, sections 3.2 and 3.3).
 * By Node's own means, since whoever asks for a token should not wait for a library.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7638#section-3.2 RFC 7638, section 3.2}
 */
export function jwkThumbprint({ crv, kty, x, y }: JWK): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
