import { Provider, errors } from 'oidc-provider';
import type { Adapter, AdapterPayload } from 'oidc-provider';

import type { Fingerprint, TakeFingerprint } from '../domain/fingerprint.ts';
import { judgeRefresh } from '../domain/refresh-standing.ts';
import { later, toNumericDate } from '../domain/units.ts';
import type { Audit } from '../observe/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Grants } from '../ports/grants.ts';

/** A rotation that began when the old token was found and ends when the engine saves the new one. */
interface Rotation {
  readonly presented: Fingerprint;
  readonly currentKey: Fingerprint;
}

/** What keeping refresh tokens needs. */
export interface RefreshTokenAdapterDeps {
  readonly grants: Grants;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly audit: Audit;
}

/**
 * Between the engine's RefreshToken model and our storage. The engine finds the old token, consumes it, and saves a new one, in three steps; storage
 * rotates in one, when the new one is saved, so that no crash in between costs a device its pairing. Who was overtaken by another refresh in the
 * meantime is refused.
 */
export function createRefreshTokenAdapter({ grants, takeFingerprint, clock, audit }: RefreshTokenAdapterDeps): Adapter {
  /** By request: what the request found, until it saves. */
  const rotations = new WeakMap<object, Rotation>();

  return {
    async find(refreshToken) {
      const presented = takeFingerprint('refresh_token', refreshToken);
      const found = await grants.findRefreshToken(presented);
      if (!found) return undefined;
      const payload: AdapterPayload = { ...found.payload, jti: refreshToken };
      const ctx = Provider.ctx;
      const verdict = judgeRefresh(
        { ...found, isBound: payload.jkt !== undefined || payload['x5t#S256'] !== undefined },
        clock(),
      );
      if (verdict === 'refuse') return undefined;
      if (verdict === 'reused' || (verdict === 'repeat' && ctx?.oidc.route !== 'token'))
        return { ...payload, consumed: toNumericDate(clock()) };
      if (ctx) rotations.set(ctx, { presented, currentKey: found.currentKey });
      return payload;
    },

    async upsert(refreshToken, { jti: _jti, ...payload }, expiresIn = 0) {
      const now = clock();
      const grantId = payload.grantId ?? '';
      const next = { key: takeFingerprint('refresh_token', refreshToken), grantId, payload, expiresAt: later(now, expiresIn) };
      const ctx = Provider.ctx;
      const rotation = ctx && rotations.get(ctx);
      const kept = rotation
        ? await grants.rotateRefreshToken(rotation.presented, rotation.currentKey, next, now)
        : await grants.issueRefreshToken(next);
      if (!kept) throw new errors.InvalidGrant('refresh token already used');
      if (rotation) {
        const repeated = rotation.presented !== rotation.currentKey;
        audit({
          event: 'refresh_token.rotated',
          pairing: grantId,
          client: payload.clientId ?? '',
          account: payload.accountId ?? '',
          repeated,
          address: ctx.ip,
        });
      }
    },

    /** Done by `upsert`, in one step with saving the successor. */
    consume: () => Promise.resolve(),
    /** A refresh token dies with its grant, which the engine ends next. */
    destroy: () => Promise.resolve(),
    revokeByGrantId: () => Promise.resolve(),
    findByUid: () => Promise.resolve(undefined),
    findByUserCode: () => Promise.resolve(undefined),
  };
}
