import type { KoaContextWithOIDC, UnknownObject } from 'oidc-provider';

/** The approval behind a token, as the engine carries it from device code to refresh token. */
interface Approved {
  readonly authTime?: number | undefined;
  readonly acr?: string | undefined;
  readonly amr?: readonly string[] | undefined;
}

/**
 * What an access token says of its approval: when and how the person proved who they are, and which paired device it belongs to.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9068#section-2.2.1 RFC 9068, section 2.2.1}
 */
export function describeApproval(
  ctx: KoaContextWithOIDC,
  token: { readonly kind: string; readonly grantId?: string | undefined },
): UnknownObject | undefined {
  const { DeviceCode: deviceCode, RefreshToken: refreshToken } = ctx.oidc.entities;
  const approved: Approved | undefined = deviceCode ?? refreshToken;
  if (token.kind !== 'AccessToken' || !approved || !token.grantId) return undefined;
  const { authTime, acr, amr } = approved;
  return {
    device_id: token.grantId,
    ...(authTime === undefined ? {} : { auth_time: authTime }),
    ...(acr === undefined ? {} : { acr }),
    ...(amr === undefined ? {} : { amr: [...amr] }),
  };
}
