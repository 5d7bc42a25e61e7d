import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { stateAt } from '../domain/pairing-state.ts';
import { normaliseUserCode } from '../domain/user-code.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeviceCodes, StoredDeviceCode } from '../ports/device-codes.ts';
import type { DeviceRequests, FoundRequest } from '../ports/device-requests.ts';
import type { Settings } from '../settings/settings.ts';

/** What deciding about device requests needs. */
export interface DeviceRequestsDeps {
  readonly deviceCodes: DeviceCodes;
  readonly takeFingerprint: TakeFingerprint;
  readonly settings: Settings;
  readonly clock: Clock;
}

/** The device grant as the pages see it. */
export function createDeviceRequests({ deviceCodes, takeFingerprint, settings, clock }: DeviceRequestsDeps): DeviceRequests {
  /** A request of a client that was taken out of the settings since then is as good as unknown. */
  function present(stored: StoredDeviceCode | undefined): FoundRequest | undefined {
    if (!stored || !settings.clientsById.has(stored.request.clientId)) return undefined;
    const { key, request, state, decision } = stored;
    return { key, request, state: stateAt(state, request.expiresAt, clock()), ...(decision ? { decision } : {}) };
  }

  return {
    async findByUserCode(typed) {
      return present(await deviceCodes.findByUserCode(takeFingerprint('user_code', normaliseUserCode(typed))));
    },
    async find(key) {
      return present(await deviceCodes.find(key));
    },
    async approve({ key }, approver, scopes) {
      const decidedAt = clock();
      return deviceCodes.decide(key, { kind: 'approved', ...approver, scopes, decidedAt }, decidedAt);
    },
    async deny({ key }, decider, because) {
      const decidedAt = clock();
      return deviceCodes.decide(key, { kind: 'denied', ...decider, decidedAt, ...(because && { because }) }, decidedAt);
    },
  };
}
