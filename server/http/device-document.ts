import type { AwaitedDevice, PairedDevice } from '../domain/device.ts';
import type { Instant } from '../domain/units.ts';
import { withPlainTexts } from './plain-text.ts';

/**
 * A paired device as programs read it. What the device said about itself is cleaned of characters that turn the text around them, and is text all the same.
 */
export function toDeviceDocument(device: PairedDevice) {
  const { id, accountId, clientId, name, pairedBy, scopes, resource, keyThumbprint, pairedFrom } = device;
  return withPlainTexts({
    id,
    state: 'paired' as const,
    person: accountId,
    client_id: clientId,
    ...(name === undefined ? {} : { name }),
    scopes,
    ...(resource === undefined ? {} : { resource }),
    paired_by: pairedBy,
    ...(keyThumbprint === undefined ? {} : { key_thumbprint: keyThumbprint }),
    paired_at: toText(device.pairedAt),
    paired_from: { address: pairedFrom.address, user_agent: pairedFrom.userAgent },
    last_used_at: toText(device.lastUsedAt),
    last_used_from: device.lastUsedFrom,
    ends_at: toText(device.endsAt),
  });
}

/** A device that was approved and has not come yet, as programs read it. */
export function toAwaitedDocument({ id, accountId, clientId, name, awaitedUntil }: AwaitedDevice) {
  return withPlainTexts({
    id,
    state: 'awaited' as const,
    person: accountId,
    client_id: clientId,
    ...(name === undefined ? {} : { name }),
    awaited_until: toText(awaitedUntil),
  });
}

/** RFC 3339, in UTC. */
function toText(instant: Instant): string {
  return new Date(instant).toISOString();
}
