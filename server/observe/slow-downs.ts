import type { Fingerprint } from '../domain/fingerprint.ts';
import type { DeviceCodes } from '../ports/device-codes.ts';
import type { Audit } from './audit.ts';

/** At which counts somebody is told: 10, 100, 1000 … Jitter never gets as far, and a console that hammers for ten minutes makes a handful of lines. */
const WORTH_TELLING = /^10+$/;

/** How many codes are counted at a time. Whoever has more of them than that takes turns, and each stays below ten. */
const MOST_CODES = 10_000;

/** What counting needs. */
export interface SlowDownsDeps {
  readonly audit: Audit;
  readonly mostCodes?: number;
}

/**
 * Counts polls that came too early (RFC 8628, section 3.5, `slow_down`), whichever road they took: each device code by itself, in this process. Nothing waits for it.
 *
 * @returns the same device codes, with an ear at `poll`
 */
export function countSlowDowns(deviceCodes: DeviceCodes, { audit, mostCodes = MOST_CODES }: SlowDownsDeps): DeviceCodes {
  const counts = new Map<Fingerprint, number>();

  function count(key: Fingerprint): number {
    const times = (counts.get(key) ?? 0) + 1;
    counts.set(key, times);
    const [oldest] = counts.keys();
    if (counts.size > mostCodes && oldest !== undefined) counts.delete(oldest);
    return times;
  }

  async function tell(key: Fingerprint, times: number): Promise<void> {
    const stored = await deviceCodes.find(key);
    if (!stored) return;
    const { pairingId: pairing, clientId: client, origin } = stored.request;
    audit({ event: 'device_code.slowed_down', pairing, client, address: origin.address, times });
  }

  return {
    ...deviceCodes,
    poll(key, now) {
      const polled = deviceCodes.poll(key, now);
      polled
        .then((outcome) => {
          if (outcome.kind !== 'found' || outcome.state !== 'pending' || !outcome.tooEarly) return undefined;
          const times = count(key);
          return WORTH_TELLING.test(String(times)) ? tell(key, times) : undefined;
        })
        .catch(() => undefined); // whoever polled hears of a storage that fails; a note about it is not worth more
      return polled;
    },
  };
}
