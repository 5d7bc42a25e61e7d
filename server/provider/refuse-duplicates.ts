import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

/**
 * No parameter more than once, known or not. The engine looks only at those it knows.
 *
 * @param mayRepeat those that another check looks at
 * @throws `invalid_request`
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-3.2 RFC 6749, section 3.2}
 */
export function refuseDuplicates({ oidc: { body = {} } }: KoaContextWithOIDC, mayRepeat: readonly string[] = []): void {
  const isTwice = (name: string): boolean => Array.isArray(body[name]) && !mayRepeat.includes(name);
  if (Object.keys(body).some(isTwice)) throw new errors.InvalidRequest('a parameter was sent more than once');
}
