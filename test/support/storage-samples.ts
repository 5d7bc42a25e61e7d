import { randomBytes } from 'node:crypto';

import type { DeviceDescription } from '../../server/domain/device.ts';
import type { Approval, Denial, DeviceRequest } from '../../server/domain/device-request.ts';
import { createTakeFingerprint } from '../../server/domain/fingerprint.ts';
import type { Fingerprint, SecretKind } from '../../server/domain/fingerprint.ts';
import { later } from '../../server/domain/units.ts';
import type { Instant } from '../../server/domain/units.ts';
import type { NewDeviceCode } from '../../server/ports/device-codes.ts';
import type { NewPlace } from '../../server/ports/devices.ts';
import type { NewRefreshToken, StoredGrant } from '../../server/ports/grants.ts';
import type { Log, LogFields } from '../../server/ports/log.ts';

const takeFingerprint = createTakeFingerprint(randomBytes(32));

/** The fingerprint of a secret nobody else has. */
export function someFingerprint(kind: SecretKind = 'engine'): Fingerprint {
  return takeFingerprint(kind, randomBytes(16).toString('hex'));
}

/** An id nobody else has. */
export function someId(): string {
  return randomBytes(16).toString('base64url');
}

/** What a typical console asks for. */
export function someRequest(now: Instant, changes: Partial<DeviceRequest> = {}): DeviceRequest {
  return {
    pairingId: someId(),
    clientId: 'console',
    scopes: ['notes:read', 'notes:write', 'offline_access'],
    resource: 'urn:countersign:example:notes',
    deviceName: 'build-box-07.example.com',
    origin: { address: '203.0.113.117', userAgent: 'countersign-console/1.0.0 (linux; x64) node/24.21.0' },
    codeChallenge: randomBytes(32).toString('base64url'),
    dpopThumbprint: randomBytes(32).toString('base64url'),
    requestedAt: now,
    expiresAt: later(now, 600),
    interval: 5,
    ...changes,
  };
}

/** A device code to open. */
export function someCode(now: Instant, changes: Partial<DeviceRequest> = {}): NewDeviceCode {
  const request = someRequest(now, changes);
  const [key, userCodeKey] = [someFingerprint('device_code'), someFingerprint('user_code')];
  return { key, userCodeKey, request, forgetAt: later(request.expiresAt, 600) };
}

/** A person's yes. */
export function someApproval(now: Instant, accountId = 'alice'): Approval {
  return {
    kind: 'approved',
    accountId,
    scopes: ['notes:read'],
    authTime: Math.floor(now / 1000),
    acr: 'urn:example:mfa',
    amr: ['pwd', 'otp'],
    decidedAt: now,
  };
}

/** A person's no. */
export function someDenial(now: Instant, accountId = 'bob'): Denial {
  return { kind: 'denied', accountId, decidedAt: now };
}

/** What is known of a typical device. */
export function someDescription(now: Instant): DeviceDescription {
  return {
    name: 'build-box-07.example.com',
    pairedBy: 'code',
    scopes: ['notes:read', 'notes:write'],
    resource: 'urn:countersign:example:notes',
    keyThumbprint: randomBytes(32).toString('base64url'),
    pairedAt: now,
    pairedFrom: { address: '203.0.113.117', userAgent: 'countersign-console/1.0.0 (linux; x64) node/24.21.0' },
  };
}

/** A grant to keep. */
export function someGrant(now: Instant, changes: Partial<StoredGrant> = {}): StoredGrant {
  return {
    id: someId(),
    accountId: 'alice',
    clientId: 'console',
    device: someDescription(now),
    payload: { accountId: 'alice', clientId: 'console', resources: { 'urn:countersign:example:notes': 'notes:read' } },
    keepUntil: later(now, 600),
    ...changes,
  };
}

/** A refresh token of a grant. */
export function someRefreshToken(grant: Pick<StoredGrant, 'id'>, now: Instant, lives = 600): NewRefreshToken {
  return {
    key: someFingerprint(),
    grantId: grant.id,
    payload: { kind: 'RefreshToken', jti: someId() },
    expiresAt: later(now, lives),
    from: '203.0.113.118',
  };
}

/** A place for the device of a grant, awaited for ten minutes. */
export function somePlace({ id, accountId, clientId, device }: StoredGrant, now: Instant, max?: number): NewPlace {
  const { name } = device;
  const awaited = { id, accountId, clientId, ...(name === undefined ? {} : { name }), awaitedUntil: later(now, 600) };
  return { device: awaited, overAt: later(now, 3600), ...(max === undefined ? {} : { max }) };
}

/** A log that remembers what it was told. */
export interface RememberingLog extends Log {
  readonly events: readonly { readonly event: string; readonly fields: LogFields }[];
}

/** Makes a log that only remembers. */
export function createRememberingLog(): RememberingLog {
  const events: { event: string; fields: LogFields }[] = [];
  const remember = (event: string, fields: LogFields = {}): void => void events.push({ event, fields });
  return { events, debug: remember, info: remember, warn: remember, error: remember };
}
