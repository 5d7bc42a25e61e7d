import { Provider, errors } from 'oidc-provider';
import type { Adapter, AdapterPayload } from 'oidc-provider';

import type { DeviceRequest } from '../domain/device-request.ts';
import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { later, toNumericDate } from '../domain/units.ts';
import type { Seconds } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeviceCodes, StoredDeviceCode } from '../ports/device-codes.ts';
import type { Settings } from '../settings/settings.ts';
import type { ConnectDevice } from './connect-device.ts';
import { denialWords } from './denial-words.ts';
import type { DeviceInfo } from './asking-device.ts';
import type { SpentCodes } from './lanes/redeem.ts';
import type { OpenDeviceCode } from './open-device-code.ts';
import { saveGrant } from './save-grant.ts';
import { settingsOf } from './resources.ts';

/**
 * By request: the device code as the request found it, from the first look to the answer. Two polls that cross see it alike, so that the engine does not
 * take the later one for a thief's and end what the earlier one just got; storage decides which of them spends it.
 */
export type CodeSnapshots = WeakMap<object, StoredDeviceCode>;

/** What keeping device codes needs. */
export interface DeviceCodeAdapterDeps {
  readonly deviceCodes: DeviceCodes;
  readonly takeFingerprint: TakeFingerprint;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly openDeviceCode: OpenDeviceCode;
  readonly snapshots: CodeSnapshots;
  readonly spentCodes: SpentCodes;
  readonly connectDevice: ConnectDevice;
  /** Hears of each new request, with the user code that only the console's answer may tell. */
  readonly onOpened: (request: DeviceRequest, userCode: string) => void;
}

/**
 * Between the engine's DeviceCode model and our storage. The engine saves a device code once, when it is made; from then on the pages decide
 * (provider/device-requests.ts) and storage enforces the state machine.
 */
export function createDeviceCodeAdapter(deps: DeviceCodeAdapterDeps): Adapter {
  const { deviceCodes, takeFingerprint, settings, clock, openDeviceCode, snapshots, spentCodes, connectDevice, onOpened } = deps;

  async function connect({ request, decision }: StoredDeviceCode, address: string): Promise<void> {
    if (decision?.kind !== 'approved') return;
    const { accountId, credentials } = decision;
    const device = { id: request.pairingId, accountId, clientId: request.clientId };
    await connectDevice({ ...device, ...(credentials && { credentials }) }, address);
  }

  return {
    async upsert(deviceCode, payload, expiresIn = 0) {
      const now = clock();
      const request = toRequest(payload, now, expiresIn, settingsOf(settings, payload).lifetimes.interval);
      const userCode = await openDeviceCode(deviceCode, request);
      if (userCode === undefined) throw new errors.TemporarilyUnavailable('no free user code, try again shortly');
      onOpened(request, userCode);
    },
    async find(deviceCode) {
      const key = takeFingerprint('device_code', deviceCode);
      const snapshot = Provider.ctx && snapshots.get(Provider.ctx);
      const stored = snapshot?.key === key ? snapshot : await deviceCodes.find(key);
      return stored && toPayload(stored, deviceCode);
    },
    /**
     * The grant comes to life, its device takes its place, and one caller spends the code. In this order: where storage fails in between, nothing is spent and the console asks again;
     * whoever comes second saves the same grant from the same decision and is refused.
     */
    async consume() {
      const { ctx } = Provider;
      const stored = ctx && snapshots.get(ctx);
      if (!stored) throw new errors.AuthorizationPending(); // approved between this poll's first look and now: the next poll redeems it
      await saveGrant(ctx.oidc.provider, stored);
      await connect(stored, ctx.ip);
      const isSpentByIt = spentCodes.get(ctx.req) === stored.key; // in a lane
      if (!isSpentByIt && !(await deviceCodes.spend(stored.key, clock())))
        throw new errors.InvalidGrant('device code already consumed');
    },
    /** The pages look user codes up in storage themselves. */
    findByUserCode: () => Promise.resolve(undefined),
    findByUid: () => Promise.resolve(undefined),
    /** A device code expires by itself, and without its grant it is worth nothing. */
    destroy: () => Promise.resolve(),
    revokeByGrantId: () => Promise.resolve(),
  };
}

/** What is kept of a request: whatever else was sent along, by anybody, is not. */
function toRequest(payload: AdapterPayload, now: number, expiresIn: Seconds, interval: Seconds): DeviceRequest {
  const { clientId = '', deviceInfo, params = {} } = payload;
  const { scope, resource } = params as Record<string, string | undefined>;
  return {
    ...(deviceInfo as unknown as DeviceInfo),
    clientId,
    scopes: scope?.split(' ') ?? [],
    ...(resource ? { resource } : {}),
    requestedAt: now,
    expiresAt: later(now, expiresIn),
    interval,
  };
}

/** What the engine needs to answer a poll. */
function toPayload({ request, decision, consumedAt }: StoredDeviceCode, deviceCode: string): AdapterPayload {
  const { clientId, scopes, resource, requestedAt, expiresAt } = request;
  return {
    kind: 'DeviceCode',
    jti: deviceCode,
    clientId,
    params: { scope: scopes.join(' '), ...(resource ? { resource } : {}) },
    iat: toNumericDate(requestedAt),
    exp: toNumericDate(expiresAt),
    ...(consumedAt === undefined ? {} : { consumed: toNumericDate(consumedAt) }),
    ...(decision?.kind === 'denied' ? { error: 'access_denied', errorDescription: denialWords(decision) } : {}),
    ...(decision?.kind === 'approved'
      ? {
          accountId: decision.accountId,
          grantId: request.pairingId,
          scope: decision.scopes.join(' '),
          ...(resource ? { resource } : {}),
          ...(decision.authTime === undefined ? {} : { authTime: decision.authTime }),
          ...(decision.acr ? { acr: decision.acr } : {}),
          ...(decision.amr ? { amr: [...decision.amr] } : {}),
        }
      : {}),
  };
}
