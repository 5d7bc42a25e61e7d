import type { Approval, DeviceRequest } from '../../domain/device-request.ts';
import { isIdentityScope } from '../../domain/identity-scopes.ts';
import { toNumericDate } from '../../domain/units.ts';
import type { Instant } from '../../domain/units.ts';
import type { Lifetimes } from '../../settings/settings.ts';
import type { RememberedApprover } from '../approvers.ts';

/** The grant of a device that has rights at an API, as the engine keeps it. */
export interface PlainGrant {
  readonly kind: 'Grant';
  readonly jti: string;
  /** When it was made and when it ends at the latest: seconds since the epoch. */
  readonly iat: number;
  readonly exp: number;
  readonly accountId: string;
  readonly clientId: string;
  /** What says who the person is. */
  readonly openid?: { readonly scope: string };
  /** Granted scopes by API. */
  readonly resources: Readonly<Record<string, string>>;
  /** Where we keep no accounts. */
  readonly approver?: RememberedApprover;
}

const FIELDS = new Set('kind jti iat exp accountId clientId openid resources approver'.split(' '));

/** The grant, if it gives rights and nothing else is in it: what was taken back, for one, is the engine's to look at. */
export function readPlainGrant(payload: Readonly<Record<string, unknown>>): PlainGrant | undefined {
  return payload.resources && hasOnly(payload, FIELDS) ? (payload as unknown as PlainGrant) : undefined;
}

/** Nothing is in a record but what is known. */
export function hasOnly(payload: Readonly<Record<string, unknown>>, fields: ReadonlySet<string>): boolean {
  for (const name in payload) if (!fields.has(name)) return false;
  return true;
}

/** The grant that comes to life with an approval, as `save-grant.ts` makes it; undefined if it gives no rights. */
export function makeGrant(
  { pairingId, clientId, resource }: DeviceRequest,
  { accountId, scopes }: Approval,
  approver: RememberedApprover | undefined,
  { refreshTokenMax }: Lifetimes,
  now: Instant,
): PlainGrant | undefined {
  const identity = scopes.filter(isIdentityScope);
  const rights = scopes.filter((scope) => !isIdentityScope(scope));
  if (resource === undefined || rights.length === 0) return undefined;
  const iat = toNumericDate(now);
  return {
    ...{ iat, exp: iat + refreshTokenMax, accountId, clientId, kind: 'Grant', jti: pairingId },
    ...(identity.length > 0 && { openid: { scope: identity.join(' ') } }),
    resources: { [resource]: rights.join(' ') },
    ...(approver && { approver }),
  };
}
