import type { Provider } from 'oidc-provider';

import { isIdentityScope } from '../domain/identity-scopes.ts';
import type { StoredDeviceCode } from '../ports/device-codes.ts';

/**
 * Brings the grant of an approved request to life: one for this device alone, so that no two consoles share one and each is ended on its own. Its id is
 * the pairing id.
 */
export async function saveGrant(provider: Provider, { request, decision }: StoredDeviceCode): Promise<void> {
  if (decision?.kind !== 'approved') return;
  const grant = new provider.Grant({ accountId: decision.accountId, clientId: request.clientId });
  grant.jti = request.pairingId;
  const identity = decision.scopes.filter(isIdentityScope);
  const rights = decision.scopes.filter((scope) => !isIdentityScope(scope));
  if (identity.length > 0) grant.addOIDCScope(identity.join(' '));
  if (request.resource && rights.length > 0) grant.addResourceScope(request.resource, rights.join(' '));
  await grant.save();
}
