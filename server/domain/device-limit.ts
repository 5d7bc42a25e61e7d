import type { AwaitedDevice, PairedDevice } from './device.ts';

/** How many devices a person may have with one client, and what becomes of one too many. */
export interface DeviceLimit {
  readonly max: number;
  readonly whenFull: 'refuse' | 'evict';
}

/** Is there a place for one more device? `evicts`: there is, once this one is ended. `max` is how many there are. */
export type LimitVerdict =
  | { readonly kind: 'free' }
  | { readonly kind: 'full'; readonly max: number }
  | { readonly kind: 'evicts'; readonly max: number; readonly device: PairedDevice };

/** Sorts the last used first. Two that were last used in the same millisecond stand in the order of their ids, so that everybody picks the same one. */
export function byLastUse(a: PairedDevice, b: PairedDevice): number {
  return b.lastUsedAt - a.lastUsedAt || (a.id < b.id ? -1 : 1);
}

/** The device that makes room: the one that was not used for the longest time. */
export function leastRecentlyUsed(devices: readonly PairedDevice[]): PairedDevice | undefined {
  return [...devices].sort(byLastUse).at(-1);
}

/**
 * What would approving one more device mean for this person and client?
 *
 * @param paired theirs with this client
 * @param awaited approved by them for this client, and not connected yet
 */
export function judgeLimit(
  paired: readonly PairedDevice[],
  awaited: readonly AwaitedDevice[],
  { max, whenFull }: DeviceLimit,
): LimitVerdict {
  if (paired.length + awaited.length < max) return { kind: 'free' };
  if (whenFull === 'refuse') return { kind: 'full', max };
  const device = leastRecentlyUsed(paired);
  return device ? { kind: 'evicts', max, device } : { kind: 'free' };
}
