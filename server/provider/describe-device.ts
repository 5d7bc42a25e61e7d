import type { DeviceDescription } from '../domain/device.ts';
import type { StoredDeviceCode } from '../ports/device-codes.ts';

/**
 * What will be known of a device that redeems its code now.
 *
 * @param keyThumbprint of the key that its tokens are bound to
 * @returns undefined for a code that was not approved: then there is no device
 */
export function describeDevice(
  { request, decision }: StoredDeviceCode,
  keyThumbprint: string | undefined,
): DeviceDescription | undefined {
  if (decision?.kind !== 'approved') return undefined;
  const { deviceName, resource, origin } = request;
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
