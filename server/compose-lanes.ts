import type { Approvers } from './provider/approvers.ts';
import type { ConnectDevice } from './provider/connect-device.ts';
import type { Keys } from './provider/keys.ts';
import { createSignAccessToken } from './provider/lanes/access-tokens.ts';
import { createAuthorizationLane } from './provider/lanes/authorization-lane.ts';
import type { AuthorizationLaneDeps } from './provider/lanes/authorization-lane.ts';
import { createLanes } from './provider/lanes/lane.ts';
import type { Lanes } from './provider/lanes/lane.ts';
import { createPollLane } from './provider/lanes/poll-lane.ts';
import type { PollLaneDeps } from './provider/lanes/poll-lane.ts';
import { createRedeem } from './provider/lanes/redeem.ts';
import { createRefreshLane } from './provider/lanes/refresh-lane.ts';
import type { RefreshLaneDeps } from './provider/lanes/refresh-lane.ts';
import { createScopeNow } from './provider/lanes/scope-now.ts';
import type { Accounts } from './ports/accounts.ts';
import type { Log } from './ports/log.ts';
import type { Storage } from './ports/storage.ts';
import type { Settings } from './settings/settings.ts';

/** What lanes share with the engine's road, and with each other. */
export type LaneParts = Pick<PollLaneDeps, 'polls' | 'takeFingerprint' | 'addressOf' | 'clock'> &
  Pick<RefreshLaneDeps, 'lookedUp' | 'refreshTokens' | 'audit' | 'randomId'> &
  Pick<AuthorizationLaneDeps, 'openDeviceCode'> & {
    readonly settings: Settings;
    readonly storage: Pick<Storage, 'deviceCodes' | 'grants'>;
    readonly keys: Pick<Keys, 'jwks'>;
    readonly connectDevice: ConnectDevice;
    readonly approvers: Approvers;
    readonly accounts: Accounts | undefined;
    readonly log: Log;
  };

/** The part of the composition root where plain requests are answered. */
export async function composeLanes({
  storage: { deviceCodes, grants },
  keys,
  accounts,
  log,
  ...parts
}: LaneParts): Promise<Lanes> {
  const { settings, randomId, clock } = parts;
  const signAccessToken = await createSignAccessToken({ keys, issuer: settings.issuer, randomId });
  const scopeNow = createScopeNow({ settings, accounts });
  const redeem = createRedeem({ ...parts, deviceCodes, grants, signAccessToken, scopeNow });
  const lanes = [
    createPollLane({ ...parts, deviceCodes, redeem }),
    createRefreshLane({ ...parts, grants, signAccessToken, scopeNow }),
    createAuthorizationLane(parts),
  ];
  return createLanes({ lanes, randomId, clock, log });
}
