import type { Origin } from './device-request.ts';
import type { Instant } from './units.ts';

/** How a device came to its rights: a person entered its code, or it brought an enrollment key. */
export type PairedBy = 'code' | 'key';

/** What is known of a device from the moment it is paired on. */
export interface DeviceDescription {
  /** What it is called: first by itself, then by its person. */
  readonly name?: string;
  readonly pairedBy: PairedBy;
  /** The scopes that were granted, in the order they were asked for. */
  readonly scopes: readonly string[];
  /** The API they are for (RFC 8707); without one the device only knows who its person is. */
  readonly resource?: string;
  /** The key its tokens are bound to (RFC 7638 thumbprint, for RFC 9449). */
  readonly keyThumbprint?: string;
  /** When the person said yes. */
  readonly pairedAt: Instant;
  /** Where the device asked from. */
  readonly pairedFrom: Origin;
  /** Stands for what the person had signed in with, where we know that: another password is another value (`account-change.ts`). For nobody's eyes. */
  readonly credentials?: string;
}

/** Which device: its id is that of its grant and the `device_id` of its tokens. No secret; whoever knows it has no right by it. */
export interface DeviceIdentity {
  readonly id: string;
  readonly accountId: string;
  readonly clientId: string;
}

/** A device that comes for its first tokens, with what its person had signed in with. */
export type ConnectingDevice = DeviceIdentity & Pick<DeviceDescription, 'credentials'>;

/** A device that has tokens. */
export interface PairedDevice extends DeviceIdentity, DeviceDescription {
  /** When it last got a token, and where it was then. */
  readonly lastUsedAt: Instant;
  readonly lastUsedFrom: string;
  /** When it is over if nobody uses it. */
  readonly endsAt: Instant;
}

/** A device that a person approved, and that has not come for its tokens yet. */
export interface AwaitedDevice extends DeviceIdentity {
  readonly name?: string;
  /** Until when it may come. */
  readonly awaitedUntil: Instant;
}
