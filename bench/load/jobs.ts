import { CONNECTIONS } from '../plan.ts';
import type { LoadJob } from './job.ts';

/** How most programs say that they send a form, and how those do that use `fetch` with URLSearchParams, openid-client among them. */
export const FORM = 'application/x-www-form-urlencoded';
export const FETCH_FORM = 'application/x-www-form-urlencoded;charset=UTF-8';

const CLIENT = 'client_id=console';
const DEVICE_GRANT = 'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code';

type Times = Pick<LoadJob, 'seconds'>;

const common = { contentType: FORM, connections: CONNECTIONS, keepBodies: false } as const;

/** Polls of codes nobody has decided about yet (RFC 8628, section 3.4). */
export function pollJob(port: number, codes: number, { seconds }: Times, contentType = FORM): LoadJob {
  return {
    ...common,
    contentType,
    port,
    seconds,
    path: '/token',
    body: `${DEVICE_GRANT}&${CLIENT}&device_code=`,
    values: { kind: 'pending', count: codes },
    expected: { status: 400, text: '"authorization_pending"' },
  };
}

/** Device authorization requests (RFC 8628, section 3.1), for so many seconds or so many of them. */
export function authorizeJob(port: number, limit: Times | { readonly requests: number }): LoadJob {
  return {
    ...common,
    port,
    seconds: Infinity,
    ...limit,
    path: '/device_authorization',
    body: `${CLIENT}&scope=notes%3Aread+notes%3Awrite`,
    values: { kind: 'none' },
    expected: { status: 200, text: '"device_code"' },
    keepBodies: 'requests' in limit,
  };
}

/** The last poll of each of these codes, which brings the tokens (RFC 8628, section 3.5). */
export function redeemJob(port: number, deviceCodes: readonly string[]): LoadJob {
  return {
    ...common,
    port,
    seconds: Infinity,
    path: '/token',
    body: `${DEVICE_GRANT}&${CLIENT}&device_code=`,
    values: { kind: 'each', values: deviceCodes },
    expected: { status: 200, text: '"refresh_token"' },
    keepBodies: true,
  };
}

/** Refreshes with rotation: every connection is one device, which refreshes with what it got last (RFC 6749, section 6). */
export function refreshJob(port: number, refreshTokens: readonly string[], { seconds }: Times): LoadJob {
  return {
    ...common,
    port,
    seconds,
    path: '/token',
    body: `grant_type=refresh_token&${CLIENT}&refresh_token=`,
    values: { kind: 'chain', first: refreshTokens, field: 'refresh_token' },
    expected: { status: 200, text: '"refresh_token"' },
  };
}
