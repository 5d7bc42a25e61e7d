import type { OfferedScope } from '../domain/approval-policy.ts';
import type { DeviceRequest } from '../domain/device-request.ts';
import { isIdentityScope } from '../domain/identity-scopes.ts';
import type { IdentityScope } from '../domain/identity-scopes.ts';
import type { Settings } from '../settings/settings.ts';

/** A scope with what it means for people. */
export interface DescribedScope extends OfferedScope {
  readonly description: string;
  readonly dangerous: boolean;
}

/** Names for people: of clients, APIs and scopes. */
export interface Catalogue {
  clientOf(request: DeviceRequest): { readonly id: string; readonly name: string; readonly uri?: string };
  apiOf(request: DeviceRequest): { readonly id: string; readonly name: string };
  /** The scopes that were asked for, in that order, with their sentences. */
  describeScopes(request: DeviceRequest): readonly DescribedScope[];
}

const IDENTITY_WORDS: Readonly<Record<IdentityScope, string>> = {
  openid: 'Know which account this is',
  profile: 'See your name',
  email: 'See your email address',
  offline_access: 'Stay signed in until you end it',
};

/** Looks names up in the settings. */
export function createCatalogue({ settings }: { readonly settings: Settings }): Catalogue {
  return {
    clientOf({ clientId }) {
      const client = settings.clientsById.get(clientId);
      return { id: clientId, name: client?.name ?? clientId, ...(client?.uri ? { uri: client.uri } : {}) };
    },
    apiOf({ resource = '' }) {
      return { id: resource, name: settings.apisByAudience.get(resource)?.name ?? resource };
    },
    describeScopes({ scopes, resource = '' }) {
      const offered = settings.apisByAudience.get(resource)?.scopesByName;
      return scopes.map((name) => {
        const scope = offered?.get(name);
        return {
          name,
          description: scope?.description ?? (isIdentityScope(name) ? IDENTITY_WORDS[name] : name),
          dangerous: scope?.danger ?? false,
          ...(scope?.roles ? { roles: scope.roles } : {}),
        };
      });
    },
  };
}
