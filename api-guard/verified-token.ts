import type { JWTAccessTokenClaims } from 'oauth4webapi';

import type { Scheme } from './problems.ts';
import type { Seconds } from './units.ts';

/** An access token that was checked, in words an API works with. It does not hold the token itself. */
export interface VerifiedToken {
  /** Who it acts for: the person, or the client itself where no person takes part (`sub`). */
  readonly subject: string;
  /** Which console or other client uses it (`client_id`). */
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly scheme: Scheme;
  /** The thumbprint of the key the caller just proved (RFC 7638); there for DPoP only. */
  readonly keyThumbprint?: string;
  /** When the person authenticated, seconds since the epoch. */
  readonly authTime?: Seconds;
  /** How the person authenticated: the authentication context class. */
  readonly acr?: string;
  /** When it ends, seconds since the epoch. */
  readonly expiresAt: Seconds;
  /** Every claim, as it stands in the token. */
  readonly claims: JWTAccessTokenClaims;
}

/**
 * Names what an API needs from the claims of a JWT access token.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9068#section-2.2 RFC 9068, section 2.2}
 */
export function describeToken(claims: JWTAccessTokenClaims, scheme: Scheme, keyThumbprint: string | undefined): VerifiedToken {
  const { auth_time: authTime, acr, scope } = claims;
  return {
    subject: claims.sub,
    clientId: claims.client_id,
    scopes: typeof scope === 'string' ? scope.split(' ').filter((part) => part !== '') : [],
    scheme,
    ...(keyThumbprint !== undefined && { keyThumbprint }),
    ...(typeof authTime === 'number' && { authTime }),
    ...(typeof acr === 'string' && { acr }),
    expiresAt: claims.exp,
    claims,
  };
}
