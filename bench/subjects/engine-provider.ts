import { randomBytes } from 'node:crypto';

import { exportJWK, generateKeyPair } from 'jose';
import type { Redis } from 'ioredis';
import { Provider } from 'oidc-provider';

import { createEngineAdapter } from './engine-adapter.ts';
import { REQUEST } from './subject.ts';

const SCOPES = 'notes:read notes:write notes:purge';
const DAY = 24 * 60 * 60;

/** The engine alone, configured for the same job as our server: device grant, one API, JWT access tokens (ES256), rotating refresh tokens. */
export async function createEngineProvider(issuer: string, redis: Redis): Promise<Provider> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return new Provider(issuer, {
    adapter: (model: string) => createEngineAdapter(redis, model),
    clients: [
      {
        client_id: REQUEST.clientId,
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
        response_types: [],
        redirect_uris: [],
        token_endpoint_auth_method: 'none',
        id_token_signed_response_alg: 'ES256',
        scope: `openid offline_access ${SCOPES}`,
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'bench' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    routes: { device_authorization: '/device_authorization', token: '/token' },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
      introspection: { enabled: true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32) },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => REQUEST.resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          audience: REQUEST.resource,
          scope: SCOPES,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    scopes: ['openid', 'offline_access', ...SCOPES.split(' ')],
    ttl: { AccessToken: 600, DeviceCode: REQUEST.lifetime, Grant: 180 * DAY, IdToken: 600, RefreshToken: 30 * DAY },
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
}
