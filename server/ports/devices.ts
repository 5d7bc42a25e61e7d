import type { AwaitedDevice, ConnectingDevice, DeviceIdentity, PairedDevice } from '../domain/device.ts';
import type { Instant } from '../domain/units.ts';

/** A place to keep for a device that is being approved. */
export interface NewPlace {
  readonly device: AwaitedDevice;
  /** After this moment the device is over at the latest, whatever becomes of it. */
  readonly overAt: Instant;
  /** How many devices this person may have with this client, the new one and awaited ones included; undefined if it is not for this step to say. */
  readonly max?: number;
}

/** A device, and whose it has to be. */
export type OwnedDevice = Pick<DeviceIdentity, 'id' | 'accountId'>;

/** All devices of one person. */
export interface DevicesOfAccount {
  /** The last used first. */
  readonly paired: readonly PairedDevice[];
  readonly awaited: readonly AwaitedDevice[];
}

/**
 * Who has which devices. Each person has a list of places: one is taken when a device is approved, and without it no device comes to life, so that what a person
 * ends is ended even if the console has not come yet, and no two approvals at once can exceed a limit.
 *
 * What a device is stands in its grant (`ports/grants.ts`); a place that leads to a grant that is over is none, and cleared away by whoever meets it.
 */
export interface Devices {
  /** Takes a place, or finds that it is taken already by this device. @returns false, with nothing changed, if all are taken. Atomic and durable. */
  keepPlace(place: NewPlace, now: Instant): Promise<boolean>;

  /**
   * The device comes for its tokens: its place is not awaited any more. To be called once its grant is kept; can be repeated.
   *
   * @param max how many devices this person may have paired with this client, this one included, awaited ones not; undefined for no limit
   * @returns `ended` if it has no place any more, `full`, with nothing changed, if there are too many. Atomic and durable.
   */
  connect(device: ConnectingDevice, max?: number): Promise<'connected' | 'ended' | 'full'>;

  /** What this person has now. */
  listOf(accountId: string): Promise<DevicesOfAccount>;

  /** The device with this id, whoever it belongs to; awaited ones are not found. */
  find(id: string): Promise<PairedDevice | undefined>;

  /** Gives a device of this person another name. @returns false if there is none. */
  rename(device: OwnedDevice, name: string): Promise<boolean>;

  /**
   * Ends a device of this person, awaited or paired: its refresh tokens, its grant and its place are gone when the promise is kept.
   *
   * @returns true for exactly one caller; false, with nothing changed, if this person has no such device
   */
  end(device: OwnedDevice): Promise<boolean>;

  /** Every paired device, of whomever, that is wanted; each once. Looks at all there are: slow, no picture of one moment, and for admins only. */
  search(isWanted: (device: PairedDevice) => boolean): Promise<readonly PairedDevice[]>;
}
