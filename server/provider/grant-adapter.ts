import { Provider } from 'oidc-provider';
import type { Adapter } from 'oidc-provider';

import { later } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Grants, StoredGrant } from '../ports/grants.ts';
import type { Settings } from '../settings/settings.ts';
import type { Approvers } from './approvers.ts';
import type { CodeSnapshots } from './device-code-adapter.ts';
import { describeDevice } from './describe-device.ts';
import { claimedKey } from './device-proof.ts';
import { settingsOf } from './resources.ts';

/**
 * By request: the grant as the request found it with its refresh token, or saved it. The engine asks for it again right afterwards, and is answered from
 * here: one step less, and one picture of both. What was ended meanwhile is noticed by the step that hands out the next token.
 */
export type GrantSnapshots = WeakMap<object, StoredGrant>;

/** Between the engine's Grant model and our storage: one grant for each device. */
export function createGrantAdapter(deps: {
  readonly grants: Grants;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly snapshots: GrantSnapshots;
  readonly codeSnapshots: CodeSnapshots;
  readonly approvers: Approvers;
}): Adapter {
  const { grants, settings, clock, snapshots, codeSnapshots, approvers } = deps;
  return {
    /** A grant nobody redeems lasts as long as its device code could, and one access token more; a refresh token moves this on. */
    async upsert(id, payload) {
      const { deviceCode, accessToken } = settingsOf(settings, payload).lifetimes;
      const keepUntil = later(clock(), deviceCode + accessToken);
      const { ctx } = Provider;
      const code = ctx && codeSnapshots.get(ctx);
      const device = code && describeDevice(code, await claimedKey(ctx));
      if (!device) throw new Error('a grant was saved that belongs to no device');
      const approver = approvers.worthKeeping(code.decision);
      const grant = {
        id,
        accountId: payload.accountId ?? '',
        clientId: payload.clientId ?? '',
        device,
        payload: { ...payload, ...(approver ? { approver } : {}) },
        keepUntil,
      };
      await grants.save(grant);
      if (Provider.ctx) snapshots.set(Provider.ctx, grant);
    },
    async find(id) {
      const snapshot = Provider.ctx && snapshots.get(Provider.ctx);
      return (snapshot?.id === id ? snapshot : await grants.find(id))?.payload;
    },
    async destroy(id) {
      if (Provider.ctx) snapshots.delete(Provider.ctx);
      await grants.end(id);
    },
    consume: () => Promise.resolve(),
    revokeByGrantId: () => Promise.resolve(),
    findByUid: () => Promise.resolve(undefined),
    findByUserCode: () => Promise.resolve(undefined),
  };
}
