import { Provider, errors } from 'oidc-provider';
import type { Adapter, AdapterPayload } from 'oidc-provider';

import type { Fingerprint, TakeFingerprint } from '../domain/fingerprint.ts';
import type { RefreshTokens } from '../domain/refresh-token.ts';
import { judgeRefresh } from '../domain/refresh-standing.ts';
import { later, toNumericDate } from '../domain/units.ts';
import type { Audit } from '../observe/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Grants } from '../ports/grants.ts';
import type { GrantHandler } from './device-grant.ts';
import type { GrantSnapshots } from './grant-adapter.ts';
import type { LookedUpTokens } from './lanes/refresh-lane.ts';

/** A rotation that began when the old token was found and ends when the engine saves the new one. */
interface Rotation {
  readonly presented: Fingerprint;
  readonly currentKey: Fingerprint;
}

/** What keeping refresh tokens needs. */
export interface RefreshTokenAdapterDeps {
  readonly grants: Grants;
  readonly lookedUp: LookedUpTokens;
  readonly refreshTokens: RefreshTokens;
  readonly snapshots: GrantSnapshots;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly audit: Audit;
}

/**
 * Between the engine's RefreshToken model and our storage. The engine finds the old token, consumes it, and saves a new one, in three steps; storage
 * rotates in one, when the new one is saved, so that no crash in between costs a device its pairing. Who was overtaken by another refresh in the
 * meantime is refused.
 *
 * What the engine saves is the secret part of a token; what is handed out and comes back names its grant too (`handOutRefreshTokens`).
 */
export function createRefreshTokenAdapter(deps: RefreshTokenAdapterDeps): Adapter {
  const { grants, lookedUp, refreshTokens, snapshots, takeFingerprint, clock, audit } = deps;
  /** By request: what the request found, until it saves. */
  const rotations = new WeakMap<object, Rotation>();

  return {
    async find(refreshToken) {
      const parts = refreshTokens.read(refreshToken);
      if (!parts) return undefined;
      const presented = takeFingerprint('refresh_token', parts.secret);
      const ctx = Provider.ctx;
      const earlier = ctx && lookedUp.get(ctx.req);
      const found = earlier?.token === refreshToken ? earlier.found : await grants.findRefreshToken(parts.grantId, presented);
      if (!found) return undefined;
      const payload: AdapterPayload = { ...found.payload, jti: refreshToken };
      if (ctx) snapshots.set(ctx, found.grant);
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

    async upsert(secret, { jti: _jti, ...payload }, expiresIn = 0) {
      const now = clock();
      const grantId = payload.grantId ?? '';
      const ctx = Provider.ctx;
      const key = takeFingerprint('refresh_token', secret);
      const next = { key, grantId, payload, expiresAt: later(now, expiresIn), from: ctx?.ip ?? '' };
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

/**
 * Puts the grant's id and the seal around the secret that the engine made, in the one place where a refresh token leaves: the answer of the token endpoint.
 *
 * @param handler a grant of the token endpoint
 */
export function handOutRefreshTokens(handler: GrantHandler, refreshTokens: RefreshTokens): GrantHandler {
  return async function answerWithWholeToken(ctx) {
    await handler(ctx);
    const answer = ctx.body as { refresh_token?: string } | undefined;
    if (answer?.refresh_token === undefined) return;
    const { grantId = '' } = ctx.oidc.entities.RefreshToken ?? {};
    answer.refresh_token = refreshTokens.make({ grantId, secret: answer.refresh_token });
  };
}
