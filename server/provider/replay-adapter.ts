import { hash } from 'node:crypto';

import { Provider, errors } from 'oidc-provider';
import type { Adapter } from 'oidc-provider';

import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { later } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Replays } from '../ports/storage.ts';
import type { ClaimedProofs } from './lanes/token-proof.ts';

/**
 * Between the engine's ReplayDetection model and our storage. The engine looks, then saves; two proofs that arrive together would both look first.
 * So looking finds nothing here, and saving is what claims, in one atomic step (RFC 9449, section 11.1; RFC 7523, section 3).
 */
export function createReplayAdapter(deps: {
  readonly replays: Replays;
  readonly claimedProofs: ClaimedProofs;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
}): Adapter {
  const { replays, claimedProofs, takeFingerprint, clock } = deps;
  return {
    find: () => Promise.resolve(undefined),
    /** For twice as long as the engine says: a proof from a clock that is ahead stays good for longer than one from ours. */
    async upsert(id, _payload, expiresIn = 0) {
      const key = takeFingerprint('proof', id);
      if (Provider.ctx && claimedProofs.get(Provider.ctx.req) === key) return; // by this very request, in a lane
      const isFirst = await replays.claim(key, later(clock(), 2 * expiresIn));
      if (!isFirst) throw replayed();
    },
    consume: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
    revokeByGrantId: () => Promise.resolve(),
    findByUid: () => Promise.resolve(undefined),
    findByUserCode: () => Promise.resolve(undefined),
  };
}

/**
 * What the engine calls a proof, or an assertion, of a client: a lane has to call it the same, or it could be used once on each road. Tests on both roads hold it
 * (`test/http/bound-roads.test.ts`).
 */
export function proofKey(clientId: string, jti: string): string {
  return hash('sha256', `${clientId}${jti}`, 'base64url');
}

/** The client is authenticated before its proof is looked at, so a request with a client known already replayed its proof. */
function replayed(): Error {
  const isProof = Provider.ctx?.oidc.client !== undefined && Provider.ctx.get('DPoP') !== '';
  return isProof
    ? new errors.InvalidDpopProof('DPoP proof was used before')
    : new errors.InvalidClient('client assertion was used before');
}
