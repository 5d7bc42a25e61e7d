import { isIdentityScope } from '../../domain/identity-scopes.ts';
import type { Accounts } from '../../ports/accounts.ts';
import type { ClientSettings, Settings } from '../../settings/settings.ts';
import { scopesNow } from '../resources.ts';

/** What was approved. */
export interface ApprovedScopes {
  readonly accountId: string;
  readonly resource: string;
  /** All that was approved, separated by blanks. */
  readonly scope: string;
  /** Of it, what the grant says for this API. */
  readonly granted: string;
}

/**
 * The scope of an access token that is made now: what was approved and the client, the API and the person's roles still give.
 *
 * @returns undefined if nothing is left or the person is locked or gone, and where an ID token belongs to the answer: all that is for the engine's road
 */
export type ScopeNow = (client: ClientSettings, approved: ApprovedScopes) => Promise<string | undefined>;

/** Knows what people may hand out. */
export function createScopeNow({
  settings,
  accounts,
}: {
  readonly settings: Pick<Settings, 'apisByAudience'>;
  /** The people we know, if we know any: elsewhere, what was approved stays so (docs/decisions/008). */
  readonly accounts: Accounts | undefined;
}): ScopeNow {
  return async function scopeNow(client, { accountId, resource, scope, granted }) {
    const api = client.apis.includes(resource) ? settings.apisByAudience.get(resource) : undefined;
    const approved = scope.split(' ');
    if (!api || approved.includes('openid')) return undefined;
    const person = accounts ? await accounts.find(accountId) : { roles: undefined };
    if (!person) return undefined;
    const may = scopesNow(api, client.scopes, person.roles);
    const left = granted.split(' ').filter((name) => approved.includes(name) && may.includes(name) && !isIdentityScope(name));
    return left.length > 0 ? left.join(' ') : undefined;
  };
}
