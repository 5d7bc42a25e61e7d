import { errors } from 'oidc-provider';

import type { ConnectingDevice, DeviceIdentity } from '../domain/device.ts';
import { leastRecentlyUsed } from '../domain/device-limit.ts';
import type { Audit } from '../observe/audit.ts';
import type { Devices } from '../ports/devices.ts';
import type { Settings } from '../settings/settings.ts';
import { settingsOf } from './resources.ts';

/** Each turn ends one device or finds that somebody else did: more turns than anybody has devices. */
const MAX_EVICTIONS = 2000;

/** A device comes for its tokens: may it have them? @throws `access_denied` if not, and then nothing of it is left */
export type ConnectDevice = (device: ConnectingDevice, address: string) => Promise<void>;

/**
 * The last gate before a device gets tokens. Its place must still be there: a person may have ended it since they approved. Where one device too many puts
 * out another, it happens here and not at the approval: a console that never comes puts out nobody.
 */
export function createConnectDevice({
  devices,
  settings,
  audit,
}: {
  readonly devices: Devices;
  readonly settings: Settings;
  readonly audit: Audit;
}): ConnectDevice {
  async function evictOne({ id: own, accountId, clientId }: DeviceIdentity, address: string): Promise<void> {
    const { paired } = await devices.listOf(accountId);
    const device = leastRecentlyUsed(paired.filter((other) => other.clientId === clientId && other.id !== own));
    if (device && (await devices.end(device)))
      audit({ event: 'device.ended', pairing: device.id, client: clientId, account: accountId, address, by: 'limit' });
  }

  return async function connectDevice(device, address) {
    const { max, whenFull } = settingsOf(settings, device).devices;
    for (let turn = 0; turn < MAX_EVICTIONS; turn += 1) {
      const outcome = await devices.connect(device, whenFull === 'evict' ? max : undefined);
      if (outcome === 'connected') return;
      if (outcome === 'ended') {
        await devices.end(device); // its grant was kept a moment ago
        throw new errors.AccessDenied('this device was ended before it came for its tokens');
      }
      await evictOne(device, address);
    }
    throw new errors.TemporarilyUnavailable('no place for this device came free, try again shortly');
  };
}
