import type { Approval } from '../../domain/device-request.ts';
import { refreshLifetime } from '../../domain/refresh-lifetime.ts';
import { toNumericDate } from '../../domain/units.ts';
import type { Instant, Seconds } from '../../domain/units.ts';
import type { Lifetimes } from '../../settings/settings.ts';
import { hasOnly } from './grant-record.ts';
import type { PlainGrant } from './grant-record.ts';
import type { DeviceApproval } from './sign-tokens.ts';

/** The record of a refresh token, as the engine keeps it. */
export interface PlainRecord extends DeviceApproval {
  readonly kind: 'RefreshToken';
  /** When it was made, when it ends, and when its line began: seconds since the epoch. */
  readonly iat: number;
  readonly exp: number;
  readonly iiat: number;
  readonly scope: string;
  /** The grant that the line began with, and whether it was refreshed since. */
  readonly gty: string;
  readonly rotations: number;
}

/** A record to keep, and how long it is good. */
export interface NewRecord {
  readonly record: PlainRecord;
  readonly lifetime: Seconds;
}

const FIELDS = new Set(
  'kind iat exp iiat accountId clientId grantId resource scope authTime acr amr gty rotations jkt'.split(' '),
);

/** Whatever else is in a record, a certificate for one, is the engine's to look at. */
export function readPlainRecord(payload: Readonly<Record<string, unknown>>): PlainRecord | undefined {
  const isWhole = typeof payload.resource === 'string' && typeof payload.scope === 'string' && typeof payload.gty === 'string';
  return isWhole && hasOnly(payload, FIELDS) ? (payload as unknown as PlainRecord) : undefined;
}

/** The first record of a line. */
export function firstRecord(
  grant: PlainGrant,
  { scopes, authTime, acr, amr }: Approval,
  resource: string,
  lifetimes: Lifetimes,
  /** The thumbprint of the key that it is bound to, if it is bound to one. */
  jkt: string | undefined,
): NewRecord {
  const { iat, accountId, clientId, jti: grantId } = grant;
  const lifetime = refreshLifetime(lifetimes, grant.exp - iat);
  const record: PlainRecord = {
    ...{ iat, exp: iat + lifetime, accountId },
    ...(acr && { acr }),
    ...(amr && { amr }),
    ...(authTime !== undefined && { authTime }),
    ...{
      grantId,
      gty: 'device_code',
      resource,
      rotations: 0,
      scope: scopes.join(' '),
      kind: 'RefreshToken',
      clientId,
      iiat: iat,
    },
    ...(jkt !== undefined && { jkt }),
  };
  return { record, lifetime };
}

/** The next record of a line. */
export function nextRecord(last: PlainRecord, grant: PlainGrant, lifetimes: Lifetimes, now: Instant): NewRecord {
  const iat = toNumericDate(now);
  const lifetime = refreshLifetime(lifetimes, grant.exp - iat);
  const gty = last.gty.endsWith('refresh_token') ? last.gty : `${last.gty} refresh_token`;
  return { record: { ...last, iat, exp: iat + lifetime, gty, rotations: last.rotations + 1 }, lifetime };
}
