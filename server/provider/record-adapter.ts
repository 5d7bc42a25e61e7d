import type { Adapter } from 'oidc-provider';

import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { later } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { ExpiringRecords } from '../ports/storage.ts';

/** Longer than anything the engine keeps without saying for how long. */
const DEFAULT_LIFETIME = 24 * 60 * 60;

/** Between the engine's other models (opaque access tokens for the userinfo endpoint, its own sessions) and our storage. Ids are secrets, so they are hashed. */
export function createRecordAdapter(
  model: string,
  deps: { readonly records: ExpiringRecords; readonly takeFingerprint: TakeFingerprint; readonly clock: Clock },
): Adapter {
  const { records, takeFingerprint, clock } = deps;
  return {
    async upsert(id, { jti: _jti, ...payload }, expiresIn = DEFAULT_LIFETIME) {
      await records.save(model, takeFingerprint('engine', id), payload, later(clock(), expiresIn));
    },
    async find(id) {
      const payload = await records.find(model, takeFingerprint('engine', id));
      return payload && { ...payload, jti: id };
    },
    async destroy(id) {
      await records.remove(model, takeFingerprint('engine', id));
    },
    /** What is bound to a grant is looked at together with it: without the grant it is worth nothing. */
    revokeByGrantId: () => Promise.resolve(),
    consume: () => Promise.resolve(),
    findByUid: () => Promise.resolve(undefined),
    findByUserCode: () => Promise.resolve(undefined),
  };
}
