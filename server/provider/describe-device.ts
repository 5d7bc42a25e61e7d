import type { KoaContextWithOIDC } from 'oidc-provider';

import type { DeviceDescription } from '../domain/device.ts';
import type { StoredDeviceCode } from '../ports/device-codes.ts';
import { claimedKey } from './device-proof.ts';

/**
 * What will be known of a device that redeems its code now.
 *
 * @returns undefined for a code that was not approved: then there is no device
 */
export async function describeDevice(
  ctx: KoaContextWithOIDC,
  { request, decision }: StoredDeviceCode,
): Promise<DeviceDescription | undefined> {
  if (decision?.kind !== 'approved') return undefined;
  const { deviceName, resource, origin } = request;
  const keyThumbprint = await claimedKey(ctx);
  return {
    ...(deviceName ? { name: deviceName } : {}),
    pairedBy: 'code',
    scopes: decision.scopes,
    ...(resource ? { resource } : {}),
    ...(keyThumbprint ? { keyThumbprint } : {}),
    pairedAt: decision.decidedAt,
    pairedFrom: origin,
    ...(decision.credentials ? { credentials: decision.credentials } : {}),
  };
}
