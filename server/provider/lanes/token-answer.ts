import type { ClientSettings } from '../../settings/settings.ts';
import type { RightsNow } from './rights-now.ts';
import type { DeviceApproval, SignedTokens } from './sign-tokens.ts';

/** What the token endpoint answers, in the engine's order (RFC 6749, section 5.1; RFC 9449, section 5; OpenID Connect Core, section 3.1.3.3). */
export interface TokenAnswer {
  readonly access_token: string;
  readonly expires_in: number;
  readonly id_token?: string;
  readonly refresh_token: string;
  readonly scope: string;
  readonly token_type: 'Bearer' | 'DPoP';
}

/** Puts an answer together. */
export function toAnswer(
  { accessToken, idToken }: SignedTokens,
  refreshToken: string,
  { scope }: RightsNow,
  { jkt }: Pick<DeviceApproval, 'jkt'>,
  { lifetimes }: ClientSettings,
): TokenAnswer {
  return {
    access_token: accessToken,
    expires_in: lifetimes.accessToken,
    ...(idToken !== undefined && { id_token: idToken }),
    refresh_token: refreshToken,
    scope,
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
  };
}
