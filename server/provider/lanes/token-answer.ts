import type { ClientSettings } from '../../settings/settings.ts';

/** What the token endpoint answers, in the engine's order (RFC 6749, section 5.1). */
export interface TokenAnswer {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token: string;
  readonly scope: string;
  readonly token_type: 'Bearer';
}

/** Puts an answer with tokens together that are bound to no key. */
export function toAnswer({
  accessToken,
  refreshToken,
  scope,
  client,
}: {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly scope: string;
  readonly client: ClientSettings;
}): TokenAnswer {
  return {
    access_token: accessToken,
    expires_in: client.lifetimes.accessToken,
    refresh_token: refreshToken,
    scope,
    token_type: 'Bearer',
  };
}
