import type { DeviceRequest } from '../domain/device-request.ts';
import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { later } from '../domain/units.ts';
import type { Seconds } from '../domain/units.ts';
import { formatUserCode, makeUserCode } from '../domain/user-code.ts';
import type { Audit } from '../observe/audit.ts';
import type { DeviceCodes } from '../ports/device-codes.ts';
import type { DeviceRequestLimit } from './device-request-limit.ts';
import type { Settings } from '../settings/settings.ts';

/** For how long an expired code is still known, so that the console and the person hear "expired" and not "unknown". */
const REMEMBER_EXPIRED: Seconds = 10 * 60;
/** Two codes alike among a million live ones come about once in 25,000 requests; this many in a row do not. */
const MAX_COLLISIONS = 8;

/**
 * Keeps a request under its device code, and under a user code that nobody else has.
 *
 * @returns the user code, or undefined if no free one was found, or whoever asks is held back
 */
export type OpenDeviceCode = (deviceCode: string, request: DeviceRequest) => Promise<string | undefined>;

/** What opening needs. */
export interface OpenDeviceCodeDeps {
  readonly deviceCodes: Pick<DeviceCodes, 'open'>;
  readonly takeFingerprint: TakeFingerprint;
  readonly settings: Pick<Settings, 'userCode'>;
  readonly randomInt: (below: number) => number;
  readonly requestLimit: DeviceRequestLimit;
}

/** Makes user codes until one is free (RFC 8628, section 6.1). */
export function createOpenDeviceCode(deps: OpenDeviceCodeDeps): OpenDeviceCode {
  const { deviceCodes, takeFingerprint, settings, randomInt, requestLimit } = deps;

  return async function openDeviceCode(deviceCode, request) {
    const { origin, requestedAt } = request;
    if (requestLimit.heldBack(origin.address, requestedAt) !== undefined) return undefined;
    requestLimit.count(origin.address, requestedAt);
    const key = takeFingerprint('device_code', deviceCode);
    const forgetAt = later(request.expiresAt, REMEMBER_EXPIRED);
    for (let attempt = 0; attempt < MAX_COLLISIONS; attempt += 1) {
      const userCode = makeUserCode(settings.userCode, randomInt);
      const userCodeKey = takeFingerprint('user_code', userCode);
      if ((await deviceCodes.open({ key, userCodeKey, request, forgetAt })) === 'opened') return userCode;
    }
    return undefined;
  };
}

/** What the console is told beside the device code (RFC 8628, section 3.2): always with the interval. */
export function tellConsole(
  request: DeviceRequest,
  userCode: string,
  { issuer, userCode: shape, clientsById }: Pick<Settings, 'issuer' | 'userCode' | 'clientsById'>,
): Readonly<Record<string, string | number>> {
  const shown = formatUserCode(userCode, shape);
  const isCompleteWanted = clientsById.get(request.clientId)?.verificationUriComplete !== false;
  return {
    user_code: shown,
    verification_uri: `${issuer}/device`,
    ...(isCompleteWanted && { verification_uri_complete: `${issuer}/device?user_code=${shown}` }),
    expires_in: (request.expiresAt - request.requestedAt) / 1000,
    interval: request.interval,
  };
}

/** Records that a code was handed out. */
export function auditIssued(audit: Audit, request: DeviceRequest): void {
  const { pairingId: pairing, clientId: client, scopes, origin, codeChallenge, dpopThumbprint } = request;
  audit({
    event: 'device_code.issued',
    pairing,
    client,
    scopes,
    address: origin.address,
    pkce_bound: codeChallenge !== undefined,
    dpop_bound: dpopThumbprint !== undefined,
  });
}
