import type { KoaContextWithOIDC, UnknownObject } from 'oidc-provider';

/** The approval behind a token, as it is carried from device code to refresh token. */
export interface Approved {
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
  return approvalClaims(token.grantId, approved);
}

/** The same, of an approval that is at hand. */
export function approvalClaims(deviceId: string, { authTime, acr, amr }: Approved): UnknownObject {
  return {
    device_id: deviceId,
    ...(authTime === undefined ? {} : { auth_time: authTime }),
    ...(acr === undefined ? {} : { acr }),
    ...(amr === undefined ? {} : { amr: [...amr] }),
  };
}
