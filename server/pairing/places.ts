import { judgeLimit } from '../domain/device-limit.ts';
import type { LimitVerdict } from '../domain/device-limit.ts';
import { later } from '../domain/units.ts';
import type { Seconds } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { FoundRequest } from '../ports/device-requests.ts';
import type { Devices } from '../ports/devices.ts';
import type { ClientSettings, Settings } from '../settings/settings.ts';

/** A console that fetches its tokens in the last moment is awaited for that long after it. */
const LATE: Seconds = 60;

/** Longer than two servers' clocks and settings differ while they are restarted one after the other. */
const SPARE: Seconds = 24 * 60 * 60;

/**
 * Where one device too many puts out another, only paired ones are put out. So many more may be approved and awaited at the same time: nobody has more consoles at
 * hand, and a list must not grow without end.
 */
const MOST_AWAITED_BESIDE = 100;

/** The places a person has for devices: `devices` in clients.yaml. */
export interface Places {
  /** What approving this request would mean for the devices that the person has already. Told before it happens. */
  outlook(found: FoundRequest, accountId: string): Promise<LimitVerdict>;
  /** Takes a place for the device that is about to be approved. @returns false if the person has to end another one first */
  keep(found: FoundRequest, accountId: string): Promise<boolean>;
  /** The request was decided otherwise: nobody will come for this place. */
  giveUp(found: FoundRequest, accountId: string): Promise<void>;
}

/** What keeping places needs. */
export interface PlacesDeps {
  readonly devices: Devices;
  readonly settings: Pick<Settings, 'clientsById'>;
  readonly clock: Clock;
}

/**
 * Where a client refuses one device too many, the approval is where it is refused. Where it evicts, that happens when the console comes for its tokens
 * (`provider/connect-device.ts`): a console that never comes puts out nobody.
 */
export function createPlaces({ devices, settings, clock }: PlacesDeps): Places {
  function clientOf({ request: { clientId } }: FoundRequest): ClientSettings {
    const client = settings.clientsById.get(clientId);
    if (!client) throw new Error('a request was found whose client is not in the settings');
    return client;
  }

  return {
    async outlook(found, accountId) {
      const { id, devices: limit } = clientOf(found);
      const { paired, awaited } = await devices.listOf(accountId);
      const ofClient = <D extends { readonly clientId: string }>(list: readonly D[]): readonly D[] =>
        list.filter(({ clientId }) => clientId === id);
      return judgeLimit(ofClient(paired), ofClient(awaited), limit);
    },

    keep(found, accountId) {
      const { request } = found;
      const { devices: limit, lifetimes } = clientOf(found);
      const now = clock();
      const device = {
        id: request.pairingId,
        accountId,
        clientId: request.clientId,
        ...(request.deviceName ? { name: request.deviceName } : {}),
        awaitedUntil: later(request.expiresAt, LATE),
      };
      const overAt = later(request.expiresAt, lifetimes.refreshTokenMax + SPARE);
      const max = limit.whenFull === 'refuse' ? limit.max : limit.max + MOST_AWAITED_BESIDE;
      return devices.keepPlace({ device, overAt, max }, now);
    },

    async giveUp({ request: { pairingId: id } }, accountId) {
      await devices.end({ id, accountId });
    },
  };
}
