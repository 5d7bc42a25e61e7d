import { errors } from 'oidc-provider';
import type { Client, KoaContextWithOIDC, ResourceServer } from 'oidc-provider';

import { apportion } from '../domain/approval-policy.ts';
import { isIdentityScope } from '../domain/identity-scopes.ts';
import type { ApiSettings, ClientSettings, Settings } from '../settings/settings.ts';

/** The settings of a client that the engine knows: it only has clients that came from there. */
export function settingsOf(settings: Settings, client: { readonly clientId?: string | undefined } | undefined): ClientSettings {
  const found = client?.clientId === undefined ? undefined : settings.clientsById.get(client.clientId);
  if (!found) throw new errors.InvalidClient('client is invalid', 'client not in the settings');
  return found;
}

/** A client that is set up for bearer tokens would get a bound one without knowing (RFC 9449, section 5). */
export function refuseProofOfBearerClient(ctx: KoaContextWithOIDC, settings: Settings): void {
  if (ctx.get('DPoP') !== '' && settingsOf(settings, ctx.oidc.client).tokens === 'bearer') {
    throw new errors.InvalidRequest('this client is set up for bearer tokens: send no DPoP proof');
  }
}

/**
 * Is there still anything that a console may do with what was approved, now that a role or a scope may be gone? What only ever said who the person is
 * has nothing to lose.
 *
 * @param roles what the person's roles are now; undefined if nobody knows, and then those of the approval stand
 */
export function leavesAnything(settings: Settings, token: unknown, roles: readonly string[] | undefined): boolean {
  const { clientId, scope = '', resource = '' } = token as { clientId?: string; scope?: string; resource?: string };
  const approved = scope.split(' ').filter((name) => name !== '' && !isIdentityScope(name));
  const offered = settings.apisByAudience.get(resource)?.scopesByName;
  const ofClient = approved.filter((name) => settingsOf(settings, { clientId }).scopes.includes(name));
  const known = ofClient.flatMap((name) => offered?.get(name) ?? []);
  return approved.length === 0 || (roles ? apportion(known, roles).granted : known).length > 0;
}

/**
 * The scopes that a token for this API may have now, in the order of the settings.
 *
 * @param ofClient those its client may ask for
 * @param roles what the person's roles are now; undefined if nobody knows, and then those of the approval stand
 */
export function scopesNow(
  { scopesByName }: ApiSettings,
  ofClient: readonly string[],
  roles: readonly string[] | undefined,
): readonly string[] {
  const known = [...scopesByName.values()].filter(({ name }) => ofClient.includes(name));
  return (roles ? apportion(known, roles).granted : known).map(({ name }) => name);
}

/**
 * The engine's view of the APIs: one access token is for one API and holds only scopes that this API knows.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8707 RFC 8707}
 * @see {@link https://www.rfc-editor.org/rfc/rfc9068 RFC 9068}
 */
export function createResourceIndicators({ settings }: { readonly settings: Settings }) {
  return {
    enabled: true,
    /** What a client that names no resource means: the first of its APIs. */
    defaultResource(_ctx: KoaContextWithOIDC, client: Client): string | undefined {
      return settingsOf(settings, client).apis[0];
    },
    /** A refresh without `resource` is for the API that was approved. */
    useGrantedResource: () => true,
    /**
     * The API with the scopes that a token for it may have now: of this client, and, once it is known for whom, of this person's roles. So a role or a scope that
     * was taken away is gone from the next refresh on.
     *
     * @throws `invalid_target` for an API that does not exist or is not this client's
     */
    getResourceServerInfo(ctx: KoaContextWithOIDC, identifier: string, client: Client): ResourceServer {
      const { apis, scopes, lifetimes } = settingsOf(settings, client);
      const api = settings.apisByAudience.get(identifier);
      if (!api || !apis.includes(identifier))
        throw new errors.InvalidTarget('resource is unknown or not allowed for this client');
      const roles = ctx.oidc.entities.Account?.roles as readonly string[] | undefined;
      return {
        audience: api.audience,
        scope: scopesNow(api, scopes, roles).join(' '),
        accessTokenFormat: 'jwt',
        accessTokenTTL: lifetimes.accessToken,
        jwt: { sign: { alg: 'ES256' } },
      };
    },
  };
}
