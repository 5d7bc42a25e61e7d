import type { Approvers } from './provider/approvers.ts';
import type { ConnectDevice } from './provider/connect-device.ts';
import type { Keys } from './provider/keys.ts';
import { createAuthorizationLane } from './provider/lanes/authorization-lane.ts';
import type { AuthorizationLaneDeps } from './provider/lanes/authorization-lane.ts';
import { createLanes } from './provider/lanes/lane.ts';
import type { Lanes } from './provider/lanes/lane.ts';
import { createPollLane } from './provider/lanes/poll-lane.ts';
import type { PollLaneDeps } from './provider/lanes/poll-lane.ts';
import { createRedeem } from './provider/lanes/redeem.ts';
import type { RedeemDeps } from './provider/lanes/redeem.ts';
import { createRefreshLane } from './provider/lanes/refresh-lane.ts';
import type { RefreshLaneDeps } from './provider/lanes/refresh-lane.ts';
import { createFindRights } from './provider/lanes/rights-now.ts';
import { createSignTokens } from './provider/lanes/sign-tokens.ts';
import { createTokenProofs } from './provider/lanes/token-proof.ts';
import type { NextNonces, TokenProofsDeps } from './provider/lanes/token-proof.ts';
import type { Log } from './ports/log.ts';
import type { Storage } from './ports/storage.ts';
import type { Settings } from './settings/settings.ts';

/** What lanes share with the engine's road, and with each other. */
export type LaneParts = Pick<PollLaneDeps, 'polls' | 'takeFingerprint' | 'clock'> &
  Pick<RefreshLaneDeps, 'lookedUp' | 'refreshTokens' | 'addressOf' | 'audit' | 'randomId'> &
  Pick<AuthorizationLaneDeps, 'openDeviceCode'> &
  Pick<RedeemDeps, 'spentCodes'> &
  Pick<TokenProofsDeps, 'proofs' | 'nonces' | 'claimedProofs'> & {
    readonly settings: Settings;
    readonly storage: Pick<Storage, 'deviceCodes' | 'grants' | 'replays'>;
    readonly keys: Pick<Keys, 'jwks'>;
    readonly connectDevice: ConnectDevice;
    readonly approvers: Approvers;
    readonly log: Log;
  };

/** The part of the composition root where plain requests are answered. */
export async function composeLanes({
  storage: { deviceCodes, grants, replays },
  keys,
  log,
  ...parts
}: LaneParts): Promise<Lanes> {
  const { settings, randomId, clock } = parts;
  const signTokens = await createSignTokens({ keys, settings, randomId });
  const findRights = createFindRights({ settings, approvers: parts.approvers });
  const nextNonces: NextNonces = new WeakMap();
  const tokenProofs = createTokenProofs({ ...parts, replays, nextNonces });
  const redeem = createRedeem({ ...parts, deviceCodes, grants, tokenProofs, signTokens, findRights });
  const lanes = [
    createPollLane({ ...parts, deviceCodes, tokenProofs, redeem }),
    createRefreshLane({ ...parts, grants, tokenProofs, signTokens, findRights }),
    createAuthorizationLane(parts),
  ];
  return createLanes({ lanes, nextNonces, randomId, clock, log });
}
