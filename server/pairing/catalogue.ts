import type { ApprovalDemands } from '../domain/approval-demands.ts';
import type { OfferedScope } from '../domain/approval-policy.ts';
import type { DeviceRequest } from '../domain/device-request.ts';
import { isIdentityScope } from '../domain/identity-scopes.ts';
import type { IdentityScope } from '../domain/identity-scopes.ts';
import type { Language, LocalText } from '../domain/language.ts';
import { messagesIn } from '../http/languages.ts';
import type { Names } from '../http/names.ts';
import type { Settings } from '../settings/settings.ts';

/** A scope with what it means for people. */
export interface DescribedScope extends OfferedScope {
  readonly description: LocalText;
  readonly dangerous: boolean;
}

/** What the settings say about a request: names for people, and what its client demands. */
export interface Catalogue extends Names {
  demandsOf(request: Pick<DeviceRequest, 'clientId'>): ApprovalDemands;
  describeScopes(request: Pick<DeviceRequest, 'scopes' | 'resource'>): readonly DescribedScope[];
}

/** What the scopes mean that are the same everywhere. */
function identityWords(name: IdentityScope): Readonly<Record<Language, string>> {
  const wordsIn = (language: Language): string => messagesIn(language).review.identityScopes[name];
  return { en: wordsIn('en'), de: wordsIn('de'), es: wordsIn('es') };
}

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
    demandsOf({ clientId }) {
      const client = settings.clientsById.get(clientId);
      if (!client) throw new Error('a request came through of a client that is not in the settings');
      return client.approval;
    },
    describeScopes({ scopes, resource = '' }) {
      const offered = settings.apisByAudience.get(resource)?.scopesByName;
      return scopes.map((name) => {
        const scope = offered?.get(name);
        return {
          name,
          description: scope?.description ?? (isIdentityScope(name) ? identityWords(name) : name),
          dangerous: scope?.danger ?? false,
          ...(scope?.roles ? { roles: scope.roles } : {}),
        };
      });
    },
  };
}
