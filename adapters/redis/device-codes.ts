import { Cluster } from 'ioredis';

import { POLL_TOLERANCE } from '../../server/domain/poll-pace.ts';
import type { Fingerprint } from '../../server/domain/fingerprint.ts';
import type { StoredState } from '../../server/domain/pairing-state.ts';
import type { Instant } from '../../server/domain/units.ts';
import type { DeviceCodes, PollOutcome } from '../../server/ports/device-codes.ts';
import { gatherTurn } from '../gather-turn.ts';
import type { RedisClient } from './client.ts';
import type { PolledHash } from './scripts.ts';
import type { DurableSteps } from './durable-steps.ts';
import { fromFields, toFields } from './device-fields.ts';
import type { Hash } from './device-fields.ts';
import { keys } from './keys.ts';

interface Poll {
  readonly key: Fingerprint;
  readonly now: Instant;
}

/** Polls in one script. Redis does nothing else meanwhile, so it has to be over within a fraction of a millisecond. */
const POLLS_AT_ONCE = 8;

/** Device requests in Redis. Every change of state is one script on the request's own key. */
export function createDeviceCodes(client: RedisClient, steps: DurableSteps): DeviceCodes {
  const find: DeviceCodes['find'] = async (key) => fromFields(key, await client.hgetall(keys.deviceCode(key)));

  const poll = gatherTurn(
    async (polls: readonly Poll[]) => {
      const names = polls.map(({ key }) => keys.deviceCode(key));
      const found = await client.csPoll(polls.length, ...names, POLL_TOLERANCE, ...polls.map(({ now }) => now));
      return polls.map(({ key }, at) => toOutcome(key, found[at] ?? 0));
    },
    client instanceof Cluster ? 1 : POLLS_AT_ONCE,
  );

  return {
    /** Both keys at once: they may lie on two nodes. If only one of them comes to be, it leads nowhere and is forgotten in time. */
    async open({ key, userCodeKey, request, forgetAt }) {
      const [claimed, opened] = await Promise.all([
        client.set(keys.userCode(userCodeKey), key, 'PXAT', forgetAt, 'NX'),
        client.csOpen(keys.deviceCode(key), forgetAt, ...toFields(request)),
      ]);
      if (opened === 0) throw new Error('this device code was opened before');
      if (claimed !== null) return 'opened';
      await client.unlink(keys.deviceCode(key));
      return 'user-code-taken';
    },

    find,

    async findByUserCode(userCodeKey) {
      const key = (await client.get(keys.userCode(userCodeKey))) as Fingerprint | null;
      return key === null ? undefined : find(key);
    },

    decide: (key, decision, now) => steps.run('csDecide', keys.deviceCode(key), decision.kind, JSON.stringify(decision), now),

    poll: (key, now) => poll({ key, now }),

    spend: async (key, now) => (await steps.run('csSpend', keys.deviceCode(key), now)) === 1,
  };
}

function toOutcome(key: Fingerprint, found: PolledHash | 0): PollOutcome {
  if (found === 0) return { kind: 'unknown' };
  const [state, clientId, expiresAt, tooEarly, pairs] = found;
  const stored = pairs ? fromFields(key, toHash(pairs)) : undefined;
  return {
    kind: 'found',
    state: state as StoredState,
    clientId,
    expiresAt: Number(expiresAt),
    tooEarly: tooEarly === 1,
    ...(stored && { stored }),
  };
}

/** Fields and values in turn, as a script answers them. */
function toHash(pairs: readonly string[]): Hash {
  const hash: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) hash[pairs[at] ?? ''] = pairs[at + 1] ?? '';
  return hash;
}
