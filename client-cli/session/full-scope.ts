import type { Issuer } from '../issuer/issuer.ts';
import type { AskedLogin } from './login-wish.ts';

/** Rights that make later runs silent and let us say who is logged in; asked for where the issuer knows them (OpenID Connect Core, sections 3.1.2.1 and 11). */
const USEFUL_SCOPES = ['openid', 'offline_access'];

/** The rights that are asked for in the end. */
export function fullScope({ scope, exactScope }: Pick<AskedLogin, 'scope' | 'exactScope'>, issuer: Issuer): string | undefined {
  if (exactScope) return scope;
  const known = USEFUL_SCOPES.filter((name) => issuer.metadata.scopes_supported?.includes(name));
  const all = [...new Set([...known, ...(scope ?? '').split(/\s+/).filter((name) => name !== '')])];
  return all.length === 0 ? undefined : all.join(' ');
}
