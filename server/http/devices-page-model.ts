import type { PairedBy } from '../domain/device.ts';
import type { LocalText } from '../domain/language.ts';
import type { NetworkMatch } from '../domain/network.ts';
import type { Seconds } from '../domain/units.ts';
import type { Person, UserAgentParts } from './page-models.ts';

/** Why something that was asked for on this page was not done. */
export type DevicesProblem = 'form-expired' | 'gone' | 'name-empty' | 'name-too-long';

/** What was done. `accessEnds`: how long what was ended may still do what it could. */
export type DevicesNotice =
  | { readonly kind: 'renamed'; readonly name: string }
  | { readonly kind: 'ended'; readonly clientName: string; readonly deviceName?: string; readonly accessEnds: Seconds }
  | { readonly kind: 'all-ended'; readonly count: number; readonly accessEnds: Seconds };

/** A device that has access. */
export interface DeviceCard {
  readonly id: string;
  /** Its own claim, or what its person calls it. */
  readonly name?: string;
  readonly clientName: string;
  readonly apiName?: string;
  readonly scopes: readonly { readonly name: string; readonly description: LocalText; readonly dangerous: boolean }[];
  readonly pairedBy: PairedBy;
  readonly isKeyBound: boolean;
  readonly pairedSecondsAgo: Seconds;
  readonly pairedFrom: { readonly address: string; readonly userAgent?: UserAgentParts };
  readonly lastUsedSecondsAgo: Seconds;
  readonly lastUsedFrom: string;
  /** Where it was last used, compared with where the browser is. */
  readonly network: NetworkMatch;
  readonly endsInSeconds: Seconds;
}

/** A device that was approved, and has not come for its access yet. */
export interface AwaitedCard {
  readonly id: string;
  readonly name?: string;
  readonly clientName: string;
  readonly awaitedForSeconds: Seconds;
}

/**
 * A person's devices. Posts `device`, `csrf` to `/devices/end`, `device`, `name`, `csrf` to `/devices/rename`, `csrf` to `/devices/end-all`.
 */
export interface DevicesPage {
  readonly page: 'devices';
  readonly csrf: string;
  readonly person: Person;
  readonly devices: readonly DeviceCard[];
  readonly awaited: readonly AwaitedCard[];
  readonly notice?: DevicesNotice;
  readonly problem?: DevicesProblem;
}
