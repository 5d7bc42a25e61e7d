import type { AwaitedDevice, DeviceDescription, PairedDevice } from '../../server/domain/device.ts';
import type { Instant } from '../../server/domain/units.ts';

/** The columns of a grant that tell about its device. */
export const DEVICE_COLUMNS = 'id, account_id, client_id, device, device_name, used_from, rotated_at, keep_until';

/** Those columns, as they were read. */
export interface DeviceRow {
  readonly id: string;
  readonly account_id: string;
  readonly client_id: string;
  readonly device: string;
  readonly device_name: string | null;
  readonly used_from: string | null;
  readonly rotated_at: Instant | null;
  readonly keep_until: Instant;
}

/** The place of a device that is awaited. */
export interface AwaitedRow {
  readonly id: string;
  readonly account_id: string;
  readonly client_id: string;
  readonly device_name: string | null;
  readonly until: Instant;
}

/** What the device was paired as, under the name it has now. */
export function readDescription({ device, device_name: name }: Pick<DeviceRow, 'device' | 'device_name'>): DeviceDescription {
  return { ...(JSON.parse(device) as DeviceDescription), ...(name === null ? {} : { name }) };
}

/** The device of a grant. It was last used when its token was last rotated. */
export function readDevice(row: DeviceRow): PairedDevice {
  const description = readDescription(row);
  return {
    id: row.id,
    accountId: row.account_id,
    clientId: row.client_id,
    ...description,
    lastUsedAt: row.rotated_at ?? description.pairedAt,
    lastUsedFrom: row.used_from ?? description.pairedFrom.address,
    endsAt: row.keep_until,
  };
}

/** A device that has not come yet. */
export function readAwaited({
  id,
  account_id: accountId,
  client_id: clientId,
  device_name: name,
  until,
}: AwaitedRow): AwaitedDevice {
  return { id, accountId, clientId, ...(name === null ? {} : { name }), awaitedUntil: until };
}
