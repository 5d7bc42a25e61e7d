import type { ClientMetadata } from 'oidc-provider';

import { IDENTITY_SCOPES } from '../domain/identity-scopes.ts';
import type { ClientSettings, GrantType } from '../settings/settings.ts';

/** The grant type of a device code. @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.4 RFC 8628, section 3.4} */
export const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const GRANT_TYPES: Readonly<Record<GrantType, string>> = {
  device_code: DEVICE_CODE_GRANT,
  refresh_token: 'refresh_token',
  client_credentials: 'client_credentials',
};

/** A client of clients.yaml as the engine wants it described (RFC 7591, section 2). */
export function toClientMetadata(client: ClientSettings): ClientMetadata {
  const { authentication } = client;
  return {
    client_id: client.id,
    client_name: client.name,
    ...(client.uri ? { client_uri: client.uri } : {}),
    grant_types: client.grants.map((grant) => GRANT_TYPES[grant]),
    response_types: [],
    redirect_uris: [],
    scope: [...new Set([...IDENTITY_SCOPES, ...client.scopes])].join(' '),
    token_endpoint_auth_method: authentication.method,
    ...(authentication.method === 'private_key_jwt' ? { jwks: { keys: [...authentication.jwks.keys] } } : {}),
    ...(authentication.method === 'client_secret_basic' ? { client_secret: authentication.secret } : {}),
    dpop_bound_access_tokens: client.tokens === 'dpop',
    id_token_signed_response_alg: 'ES256',
  };
}
