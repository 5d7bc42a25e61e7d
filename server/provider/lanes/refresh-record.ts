import { refreshLifetime } from '../../domain/refresh-lifetime.ts';
import { toNumericDate } from '../../domain/units.ts';
import type { Instant, Seconds } from '../../domain/units.ts';
import type { Lifetimes } from '../../settings/settings.ts';
import type { DeviceApproval } from './access-tokens.ts';

/** The record of a refresh token that is bound to no key, as the engine keeps it. */
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

/** The grant of a device, as the engine keeps it. */
export interface PlainGrant {
  readonly kind: 'Grant';
  readonly accountId: string;
  readonly clientId: string;
  readonly exp: number;
  /** Granted scopes by API. */
  readonly resources: Readonly<Record<string, string>>;
}

type Payload = Readonly<Record<string, unknown>>;

const RECORD_FIELDS = new Set(
  'kind iat exp iiat accountId clientId grantId resource scope authTime acr amr gty rotations'.split(' '),
);
const GRANT_FIELDS = new Set('kind jti iat exp accountId clientId resources openid approver'.split(' '));

/** Whatever else is in a record, a key for one, is the engine's to look at. */
export function readPlainRecord(payload: Payload): PlainRecord | undefined {
  const isWhole = typeof payload.resource === 'string' && typeof payload.scope === 'string' && typeof payload.gty === 'string';
  return isWhole && hasOnly(payload, RECORD_FIELDS) ? (payload as unknown as PlainRecord) : undefined;
}

/** The grant, if nothing of it was taken back and it gives rights at an API. */
export function readPlainGrant(payload: Payload): PlainGrant | undefined {
  return payload.resources && hasOnly(payload, GRANT_FIELDS) ? (payload as unknown as PlainGrant) : undefined;
}

function hasOnly(payload: Payload, fields: ReadonlySet<string>): boolean {
  for (const name in payload) if (!fields.has(name)) return false;
  return true;
}

/** The next record of the line, and how long it is good. */
export function nextRecord(
  record: PlainRecord,
  grant: PlainGrant,
  lifetimes: Lifetimes,
  now: Instant,
): { readonly next: PlainRecord; readonly lifetime: Seconds } {
  const iat = toNumericDate(now);
  const lifetime = refreshLifetime(lifetimes, grant.exp - iat);
  const gty = record.gty.endsWith('refresh_token') ? record.gty : `${record.gty} refresh_token`;
  return { next: { ...record, iat, exp: iat + lifetime, gty, rotations: record.rotations + 1 }, lifetime };
}
