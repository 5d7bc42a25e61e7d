import type { KoaContextWithOIDC } from 'oidc-provider';

/**
 * A client that asks with a grant that it is not set up for: the engine calls that an invalid request, as if the request were to be mended.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-5.2 RFC 6749, section 5.2}, `unauthorized_client`
 */
export function sayUnauthorizedClient(ctx: KoaContextWithOIDC, { error }: { readonly error?: string }): void {
  const { client, params } = ctx.oidc;
  const grantType = params?.grant_type;
  if (error !== 'invalid_request' || !client || typeof grantType !== 'string' || client.grantTypeAllowed(grantType)) return;
  ctx.body = { ...(ctx.body as object), error: 'unauthorized_client' };
}
