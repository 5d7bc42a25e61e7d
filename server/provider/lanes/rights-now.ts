import { isIdentityScope } from '../../domain/identity-scopes.ts';
import type { ClientSettings, Settings } from '../../settings/settings.ts';
import type { Approver, Approvers } from '../approvers.ts';
import { scopesNow } from '../resources.ts';
import type { PlainGrant } from './grant-record.ts';

/** What a device may be given now. */
export interface RightsNow {
  /** What its access token is for: what was approved and the client, the API and the person's roles still give. */
  readonly scope: string;
  /** What its ID token says of the person, in the order that was granted; undefined unless `openid` was. */
  readonly identity: Readonly<Record<string, string | undefined>> | undefined;
}

/** @returns undefined if nothing is left, or the person is locked or gone: then the engine has something to say */
export type FindRights = (
  client: ClientSettings,
  grant: PlainGrant,
  /** All that was approved, separated by blanks, and for which API. */
  approved: { readonly scope: string; readonly resource: string },
) => Promise<RightsNow | undefined>;

/** Knows what people may hand out. */
export function createFindRights({
  settings,
  approvers,
}: {
  readonly settings: Pick<Settings, 'apisByAudience'>;
  readonly approvers: Pick<Approvers, 'of'>;
}): FindRights {
  return async function findRights(client, { accountId, approver, openid, resources }, { scope, resource }) {
    const api = client.apis.includes(resource) ? settings.apisByAudience.get(resource) : undefined;
    const person = api && (await approvers.of(accountId, approver));
    if (!person) return undefined;
    const approved = scope.split(' ');
    const may = scopesNow(api, client.scopes, person.roles);
    const granted = resources[resource]?.split(' ') ?? [];
    const left = granted.filter((name) => approved.includes(name) && may.includes(name) && !isIdentityScope(name));
    if (left.length === 0) return undefined;
    const told = openid?.scope.split(' ').filter((name) => approved.includes(name)) ?? [];
    return { scope: left.join(' '), identity: approved.includes('openid') ? describe(person, told) : undefined };
  };
}

/** @see {@link https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims OpenID Connect Core, section 5.4} */
function describe({ id, name, email }: Approver, scopes: readonly string[]): RightsNow['identity'] {
  const claims: Record<string, string | undefined> = {};
  for (const scope of scopes) {
    if (scope === 'openid') claims.sub = id;
    if (scope === 'profile') claims.name = name;
    if (scope === 'email') claims.email = email;
  }
  return claims;
}
