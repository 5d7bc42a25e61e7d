import type { Fingerprint } from '../../server/domain/fingerprint.ts';
import { standingIn } from '../../server/domain/refresh-standing.ts';
import type { Instant } from '../../server/domain/units.ts';
import type { PresentedRefreshToken, StoredGrant } from '../../server/ports/grants.ts';
import { readDescription } from './device-hash.ts';

/** The fields of a grant; what they mean is said in `grant-scripts.ts`. */
export const GRANT_FIELDS = ['k', 'a', 'c', 'p', 'd', 'n'] as const;

/** The grant, and its line of refresh tokens. */
export const LINE_FIELDS = [...GRANT_FIELDS, 't', 'r', 'e', 'o', 'w', 'x'] as const;

type Fields<Names extends readonly string[]> = Readonly<Partial<Record<Names[number], string>>>;

/** The grant of a hash, unless there is none. */
export function readGrant(id: string, fields: Fields<typeof GRANT_FIELDS>): StoredGrant | undefined {
  const { k: keepUntil, a: accountId, c: clientId, p: payload } = fields;
  const device = readDescription(fields);
  if (!device || keepUntil === undefined || accountId === undefined || clientId === undefined || payload === undefined)
    return undefined;
  const parsed = JSON.parse(payload) as StoredGrant['payload'];
  return { id, accountId, clientId, device, payload: parsed, keepUntil: Number(keepUntil) };
}

/** Where a token stands in the line of a hash, unless the line has not begun or its time is over. */
export function readPresented(
  grantId: string,
  key: Fingerprint,
  fields: Fields<typeof LINE_FIELDS>,
  now: Instant,
): PresentedRefreshToken | undefined {
  const { t: current, r: payload, e: expiresAt, o: previous, w: rotatedAt, x: replaced = '' } = fields;
  const grant = readGrant(grantId, fields);
  if (!grant || current === undefined || payload === undefined || Number(expiresAt) <= now) return undefined;
  return {
    grant,
    standing: standingIn({ current, previous, replaced: replaced.split(',') }, key),
    payload: JSON.parse(payload) as PresentedRefreshToken['payload'],
    currentKey: current as Fingerprint,
    ...(rotatedAt !== undefined && { rotatedAt: Number(rotatedAt) }),
  };
}
