/**
 * Scopes that say who the person is, and no right at an API: every console may ask for them.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims OpenID Connect Core, sections 5.4 and 11}
 */
export const IDENTITY_SCOPES = ['openid', 'offline_access', 'profile', 'email'] as const;

/** One of {@link IDENTITY_SCOPES}. */
export type IdentityScope = (typeof IDENTITY_SCOPES)[number];

/** Does this scope say who the person is, rather than what a console may do? */
export function isIdentityScope(scope: string): scope is IdentityScope {
  return (IDENTITY_SCOPES as readonly string[]).includes(scope);
}
