import type { Provider } from 'oidc-provider';

import type { StoredDeviceCode } from '../ports/device-codes.ts';
import { IDENTITY_SCOPES } from './clients.ts';

/**
 * Brings the grant of an approved request to life: one for this device alone, so that no two consoles share one and each is ended on its own. Its id is
 * the pairing id.
 */
export async function saveGrant(provider: Provider, { request, decision }: StoredDeviceCode): Promise<void> {
  if (decision?.kind !== 'approved') return;
  const grant = new provider.Grant({ accountId: decision.accountId, clientId: request.clientId });
  grant.jti = request.pairingId;
  const isIdentity = (scope: string): boolean => (IDENTITY_SCOPES as readonly string[]).includes(scope);
  const identity = decision.scopes.filter(isIdentity);
  const rights = decision.scopes.filter((scope) => !isIdentity(scope));
  if (identity.length > 0) grant.addOIDCScope(identity.join(' '));
  if (request.resource && rights.length > 0) grant.addResourceScope(request.resource, rights.join(' '));
  await grant.save();
}
