import { errors } from 'oidc-provider';
import type { AdapterFactory, Configuration, KoaContextWithOIDC } from 'oidc-provider';

import { IDENTITY_SCOPES } from '../domain/identity-scopes.ts';
import { refreshLifetime } from '../domain/refresh-lifetime.ts';
import { toNumericDate } from '../domain/units.ts';
import type { Seconds } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Settings } from '../settings/settings.ts';
import type { Approvers } from './approvers.ts';
import { toClientMetadata } from './clients.ts';
import type { DeviceInfo } from './asking-device.ts';
import type { Keys } from './keys.ts';
import { CLIENT_AUTH_ALGORITHMS, CLIENT_AUTH_METHODS, furtherMetadata } from './metadata.ts';
import { PROOF_ALGORITHMS } from './proofs.ts';
import { createResourceIndicators, leavesAnything, settingsOf } from './resources.ts';
import { describeApproval } from './token-claims.ts';

/** A client assertion is made for one request (RFC 7523, section 3: exp should not be far away). */
const LONGEST_ASSERTION: Seconds = 10 * 60;

/** What the engine is configured from. */
export interface EngineConfigurationDeps {
  readonly settings: Settings;
  readonly keys: Pick<Keys, 'jwks' | 'cookieKey' | 'nonceSecret'>;
  readonly adapter: AdapterFactory;
  readonly approvers: Approvers;
  readonly clock: Clock;
  readonly describeDevice: (ctx: KoaContextWithOIDC) => DeviceInfo;
  readonly renderError: NonNullable<Configuration['renderError']>;
}

/** Every lifetime is set, per client: the engine prints a notice about any that is left to it. */
function lifetimesOf(settings: Settings): NonNullable<Configuration['ttl']> {
  const HOUR: Seconds = 60 * 60;
  const { lifetimes: defaults } = settings;
  return {
    AccessToken: (_ctx, token, client) =>
      token.resourceServer?.accessTokenTTL ?? settingsOf(settings, client).lifetimes.accessToken,
    ClientCredentials: (_ctx, token, client) =>
      token.resourceServer?.accessTokenTTL ?? settingsOf(settings, client).lifetimes.accessToken,
    DeviceCode: (_ctx, _code, client) => settingsOf(settings, client).lifetimes.deviceCode,
    RefreshToken: (ctx, _token, client) =>
      refreshLifetime(settingsOf(settings, client).lifetimes, ctx.oidc.entities.Grant?.remainingTTL),
    Grant: (_ctx, grant) => settingsOf(settings, grant).lifetimes.refreshTokenMax,
    IdToken: defaults.accessToken,
    Interaction: HOUR,
    Session: HOUR,
  };
}

/** oidc-provider, set up for consoles: nothing that a browser redirect would need, and nothing bound to the approver's web session. */
export function createEngineConfiguration(deps: EngineConfigurationDeps): Configuration {
  const { settings, keys, adapter, approvers, clock, describeDevice, renderError } = deps;
  const apiScopes = [...settings.apisByAudience.values()].flatMap((api) => [...api.scopesByName.keys()]);
  return {
    adapter,
    renderError,
    clients: [...settings.clientsById.values()].map(toClientMetadata),
    jwks: { keys: keys.jwks.keys.map((key) => ({ ...key })) },
    cookies: { keys: [keys.cookieKey] },
    routes: {
      authorization: '/authorize',
      code_verification: '/device',
      device_authorization: '/device_authorization',
      introspection: '/introspect',
      jwks: '/jwks',
      revocation: '/revoke',
      token: '/token',
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false }, // it takes only tokens for no API, and ours are all for one

      pushedAuthorizationRequests: { enabled: false },
      deviceFlow: { enabled: true, deviceInfo: (ctx) => ({ ...describeDevice(ctx) }) },
      clientCredentials: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => {
          if (token.clientId !== client.clientId) throw new errors.InvalidRequest('the token was issued to another client');
          return true;
        },
      },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => {
          const { authentication, introspect } = settingsOf(settings, client);
          if (authentication.method === 'none')
            throw new errors.InvalidClientAuth('introspection is for clients that authenticate');
          const audience = 'aud' in token && typeof token.aud === 'string' ? token.aud : undefined;
          return token.clientId === client.clientId || (audience !== undefined && introspect.includes(audience));
        },
      },
      resourceIndicators: createResourceIndicators({ settings }),
      dPoP: { enabled: true, nonceSecret: Buffer.from(keys.nonceSecret), requireNonce: () => settings.dpop.requireNonce },
    },
    scopes: [...new Set([...IDENTITY_SCOPES, ...apiScopes])],
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: false,
    clientDefaults: { grant_types: [], response_types: [], id_token_signed_response_alg: 'ES256' },
    responseTypes: [],
    clientAuthMethods: [...CLIENT_AUTH_METHODS],
    discovery: furtherMetadata(settings.issuer),
    enabledJWA: {
      clientAuthSigningAlgValues: [...CLIENT_AUTH_ALGORITHMS],
      dPoPSigningAlgValues: [...PROOF_ALGORITHMS],
    },
    ttl: lifetimesOf(settings),
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    revokeGrantPolicy: () => true,
    extraTokenClaims: (ctx, token) => describeApproval(ctx, token),
    findAccount: async (_ctx, id, token) => {
      const account = await approvers.find(id);
      if (!account || (token && !leavesAnything(settings, token, account.roles))) return undefined;
      return {
        accountId: account.id,
        roles: account.roles,
        claims: () => ({ sub: account.id, name: account.name, email: account.email }),
      };
    },
    assertJwtClientAuthClaimsAndHeader: (_ctx, { aud, exp }) => {
      if (typeof exp !== 'number' || exp - toNumericDate(clock()) > LONGEST_ASSERTION)
        throw new errors.InvalidClientAuth('the assertion must end within ten minutes');
      if (aud !== settings.issuer)
        throw new errors.InvalidClientAuth('the assertion must be for the issuer and nobody else (RFC 7523, section 3)');
    },
    interactions: { url: () => '/sign-in' },
    clientBasedCORS: () => false,
    allowOmittingSingleRegisteredRedirectUri: false,
  };
}
