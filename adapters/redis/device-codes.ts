import { POLL_TOLERANCE } from '../../server/domain/poll-pace.ts';
import type { Fingerprint } from '../../server/domain/fingerprint.ts';
import type { StoredState } from '../../server/domain/pairing-state.ts';
import type { DeviceCodes } from '../../server/ports/device-codes.ts';
import type { RedisClient } from './client.ts';
import type { DurableSteps } from './durable-steps.ts';
import { fromFields, toFields } from './device-fields.ts';
import { keys } from './keys.ts';

/** Device requests in Redis. Every change of state is one script on the request's own key. */
export function createDeviceCodes(client: RedisClient, steps: DurableSteps): DeviceCodes {
  const find: DeviceCodes['find'] = async (key) => fromFields(key, await client.hgetall(keys.deviceCode(key)));

  return {
    async open({ key, userCodeKey, request, forgetAt }) {
      // The pointer first: whoever claims it owns the user code. If we stop here it leads nowhere, which reads as an unknown code.
      const claimed = await client.set(keys.userCode(userCodeKey), key, 'PXAT', forgetAt, 'NX');
      if (claimed === null) return 'user-code-taken';
      const opened = await client.csOpen(keys.deviceCode(key), forgetAt, ...toFields(request));
      if (opened === 0) throw new Error('this device code was opened before');
      return 'opened';
    },

    find,

    async findByUserCode(userCodeKey) {
      const key = (await client.get(keys.userCode(userCodeKey))) as Fingerprint | null;
      return key === null ? undefined : find(key);
    },

    decide: (key, decision, now) => steps.run('csDecide', keys.deviceCode(key), decision.kind, JSON.stringify(decision), now),

    async poll(key, now) {
      const found = await client.csPoll(keys.deviceCode(key), now, POLL_TOLERANCE);
      if (found === null) return { kind: 'unknown' };
      const [state, clientId, expiresAt, tooEarly] = found;
      return { kind: 'found', state: state as StoredState, clientId, expiresAt: Number(expiresAt), tooEarly: tooEarly === 1 };
    },

    spend: async (key, now) => (await steps.run('csSpend', keys.deviceCode(key), now)) === 1,
  };
}
