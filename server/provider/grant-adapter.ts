import type { Adapter } from 'oidc-provider';

import { later } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Grants } from '../ports/grants.ts';
import type { Settings } from '../settings/settings.ts';
import { settingsOf } from './resources.ts';

/** Between the engine's Grant model and our storage: one grant for each device. */
export function createGrantAdapter(deps: {
  readonly grants: Grants;
  readonly settings: Settings;
  readonly clock: Clock;
}): Adapter {
  const { grants, settings, clock } = deps;
  return {
    /** A grant nobody redeems lasts as long as its device code could, and one access token more; a refresh token moves this on. */
    async upsert(id, payload) {
      const { deviceCode, accessToken } = settingsOf(settings, payload).lifetimes;
      const keepUntil = later(clock(), deviceCode + accessToken);
      await grants.save({
        id,
        accountId: payload.accountId ?? '',
        clientId: payload.clientId ?? '',
        payload: { ...payload },
        keepUntil,
      });
    },
    async find(id) {
      return (await grants.find(id))?.payload;
    },
    async destroy(id) {
      await grants.end(id);
    },
    consume: () => Promise.resolve(),
    revokeByGrantId: () => Promise.resolve(),
    findByUid: () => Promise.resolve(undefined),
    findByUserCode: () => Promise.resolve(undefined),
  };
}
