import type { AwaitedDevice, PairedDevice } from '../domain/device.ts';
import { judgeDeviceName } from '../domain/device-name.ts';
import type { Visitor } from '../http/visitor.ts';
import type { Audit } from '../observe/audit.ts';
import type { Devices, DevicesOfAccount } from '../ports/devices.ts';

/** What came of a new name. `unknown`: this person has no such device, which is all that is said about devices of others. */
export type RenameOutcome =
  { readonly kind: 'renamed'; readonly device: PairedDevice } | { readonly kind: 'unknown' | 'empty' | 'too-long' };

/** What people can do with their own devices, and with nobody else's: the rules, without HTTP, for a page and an API. */
export interface OwnDevices {
  list(visitor: Visitor): Promise<DevicesOfAccount>;
  rename(visitor: Visitor, id: string, typed: string, address: string): Promise<RenameOutcome>;
  /** @returns what was ended; undefined if this person has no such device (any more) */
  end(visitor: Visitor, id: string, address: string): Promise<PairedDevice | AwaitedDevice | undefined>;
  /** @returns what was ended */
  endAll(visitor: Visitor, address: string): Promise<readonly (PairedDevice | AwaitedDevice)[]>;
}

/**
 * Devices of the person in front. Storage is asked by person and id together, so that an id alone, which every API that a device calls has seen, opens nothing.
 * Ending a device leaves the web session as it is, and the other way round.
 */
export function createOwnDevices({ devices, audit }: { readonly devices: Devices; readonly audit: Audit }): OwnDevices {
  async function everythingOf({ person }: Visitor): Promise<readonly (PairedDevice | AwaitedDevice)[]> {
    const { paired, awaited } = await devices.listOf(person.id);
    return [...paired, ...awaited];
  }

  async function endOne(device: PairedDevice | AwaitedDevice, address: string): Promise<boolean> {
    const { id: pairing, accountId: account, clientId: client } = device;
    const isEnded = await devices.end(device);
    if (isEnded) audit({ event: 'device.ended', pairing, client, account, address, by: 'person' });
    return isEnded;
  }

  return {
    list: ({ person }) => devices.listOf(person.id),

    async rename({ person }, id, typed, address) {
      const verdict = judgeDeviceName(typed);
      const device = await devices.find(id);
      if (device?.accountId !== person.id) return { kind: 'unknown' };
      if (verdict.kind !== 'good') return verdict;
      if (!(await devices.rename(device, verdict.name))) return { kind: 'unknown' };
      audit({ event: 'device.renamed', pairing: id, client: device.clientId, account: person.id, address });
      return { kind: 'renamed', device: { ...device, name: verdict.name } };
    },

    async end(visitor, id, address) {
      const device = (await everythingOf(visitor)).find((one) => one.id === id);
      return device && (await endOne(device, address)) ? device : undefined;
    },

    async endAll(visitor, address) {
      const ended = [];
      for (const device of await everythingOf(visitor)) if (await endOne(device, address)) ended.push(device);
      return ended;
    },
  };
}
