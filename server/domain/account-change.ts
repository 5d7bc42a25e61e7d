import type { DeviceDescription } from './device.ts';

/** What may happen to a person's account and end their devices: `consoles_end_on` in countersign.yaml. */
export type AccountChange = 'password_change' | 'lock';

/** A person's account as it is now. */
export interface AccountNow {
  /** Another one whenever what the person signs in with is another. */
  readonly credentials?: string;
}

/**
 * Did something happen to the account behind this device that ends it?
 *
 * @param device what was noted when it was paired
 * @param account undefined for one that is locked, and for one that is gone: its name may be given to somebody else some day
 */
export function changeThatEnds(
  { credentials }: Pick<DeviceDescription, 'credentials'>,
  account: AccountNow | undefined,
  endOn: readonly AccountChange[],
): AccountChange | undefined {
  if (!account) return endOn.includes('lock') ? 'lock' : undefined;
  const isKnown = credentials !== undefined && account.credentials !== undefined;
  return isKnown && credentials !== account.credentials && endOn.includes('password_change') ? 'password_change' : undefined;
}
