import * as client from 'openid-client';
import type { Issuer } from '../issuer/issuer.ts';
import type { Login } from '../store/token-store.ts';
import type { DebugLog } from '../terminal/debug-log.ts';

/**
 * Ends a login at the server, as well as it can be done: the refresh token, or the access token where there is no other (RFC 7009, section 2.1).
 *
 * @returns whether the server said yes; it never throws, since whoever logs out is logged out
 * @see {@link https://www.rfc-editor.org/rfc/rfc7009#section-2.1 RFC 7009, section 2.1}
 */
export async function revokeLogin(
  { refreshToken, accessToken }: Pick<Login, 'refreshToken' | 'accessToken'>,
  issuer: Issuer,
  log: DebugLog,
): Promise<boolean> {
  if (issuer.metadata.revocation_endpoint === undefined) return false;
  const token_type_hint = refreshToken === undefined ? 'access_token' : 'refresh_token';
  try {
    await client.tokenRevocation(issuer.configuration, refreshToken ?? accessToken, { token_type_hint });
    return true;
  } catch (error) {
    log.debug('revocation.failed', { reason: String(error) });
    return false;
  }
}
