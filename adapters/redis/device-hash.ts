import type { DeviceDescription, PairedDevice } from '../../server/domain/device.ts';

/** The fields of a grant's hash (`grant-scripts.ts`) that tell about its device. */
export const DEVICE_FIELDS = ['k', 'a', 'c', 'd', 'n', 'f', 'w'] as const;

/** Some of those fields, as they were read. */
export type DeviceFields = Readonly<Partial<Record<(typeof DEVICE_FIELDS)[number], string>>>;

/** What the device was paired as, under the name it has now. */
export function readDescription({ d: description, n: name }: Pick<DeviceFields, 'd' | 'n'>): DeviceDescription | undefined {
  if (description === undefined) return undefined;
  return { ...(JSON.parse(description) as DeviceDescription), ...(name ? { name } : {}) };
}

/** The device of a grant, or undefined if there is no grant. It was last used when its token was last rotated. */
export function readDevice(id: string, fields: DeviceFields): PairedDevice | undefined {
  const description = readDescription(fields);
  const { k: keepUntil, a: accountId, c: clientId, f: from, w: rotatedAt } = fields;
  if (!description || keepUntil === undefined || accountId === undefined || clientId === undefined) return undefined;
  return {
    id,
    accountId,
    clientId,
    ...description,
    lastUsedAt: rotatedAt === undefined ? description.pairedAt : Number(rotatedAt),
    lastUsedFrom: from ?? description.pairedFrom.address,
    endsAt: Number(keepUntil),
  };
}
