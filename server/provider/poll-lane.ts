import type { Context, Middleware } from 'koa';
import { errors } from 'oidc-provider';

import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { putBackBody, takeBody } from '../http/early-body.ts';
import type { Instant } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeviceCodes, PollOutcome } from '../ports/device-codes.ts';
import type { ClientSettings, Settings } from '../settings/settings.ts';
import { DEVICE_CODE_GRANT } from './clients.ts';

/** What the lane needs. */
export interface PollLaneDeps {
  readonly deviceCodes: DeviceCodes;
  readonly takeFingerprint: TakeFingerprint;
  readonly settings: Pick<Settings, 'clientsById'>;
  readonly clock: Clock;
}

/** What a plain poll may say, each once and with a value. */
const PLAIN_PARAMETERS: ReadonlySet<string> = new Set(['grant_type', 'client_id', 'device_code', 'code_verifier', 'resource']);

/** A form, as curl and as fetch send it. */
const PLAIN_FORM = /^application\/x-www-form-urlencoded(?:; ?charset=utf-8)?$/i;

/** The engine's own words and headers, so that nobody can tell by an answer which way a poll went. */
const PENDING = bodyOf(new errors.AuthorizationPending());
const SLOW_DOWN = bodyOf(new errors.SlowDown());
const HEADERS = {
  Vary: 'Origin',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'DPoP-Nonce,WWW-Authenticate',
} as const;

/**
 * Answers a plain pending poll of a public client in one storage step, without waking the engine: of thousands of consoles that poll every few seconds,
 * nearly all hear "pending". Whatever is not plainly that goes on untouched: decided, expired and unknown codes, confidential clients, proofs, browsers, odd
 * bodies. The step that reads the state also accounts for the pace, as the engine's road does, so no road escapes it.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.5 RFC 8628, section 3.5}
 */
export function createPollLane({ deviceCodes, takeFingerprint, settings, clock }: PollLaneDeps): Middleware {
  return async function pollLane(ctx, next) {
    const poll = await readPlainPoll(ctx, settings.clientsById);
    if (ctx.req.destroyed) return; // the peer hung up in the middle: nobody to answer
    const now = clock();
    const polled = poll && (await deviceCodes.poll(takeFingerprint('device_code', poll.deviceCode), now));
    if (!isPlainlyPending(polled, poll?.clientId, now)) {
      await next();
      return;
    }
    ctx.status = 400;
    ctx.set(HEADERS);
    ctx.type = 'application/json; charset=utf-8';
    ctx.body = polled.tooEarly ? SLOW_DOWN : PENDING;
  };
}

function isPlainlyPending(
  polled: PollOutcome | undefined,
  clientId: string | undefined,
  now: Instant,
): polled is PollOutcome & { kind: 'found' } {
  return polled?.kind === 'found' && polled.state === 'pending' && polled.clientId === clientId && now < polled.expiresAt;
}

interface PlainPoll {
  readonly clientId: string;
  readonly deviceCode: string;
}

/** The poll, if it is as plain as they come. The body is back in its place either way. */
async function readPlainPoll(ctx: Context, clients: ReadonlyMap<string, ClientSettings>): Promise<PlainPoll | undefined> {
  const { headers } = ctx.req;
  if (ctx.method !== 'POST' || ctx.path !== '/token' || !PLAIN_FORM.test(headers['content-type'] ?? '')) return undefined;
  if (headers.authorization !== undefined || headers.dpop !== undefined || headers.origin !== undefined) return undefined;
  const body = await takeBody(ctx.req);
  if (!body) return undefined;
  putBackBody(ctx.req, body);
  return parsePlainPoll(body.toString('utf8'), clients);
}

function parsePlainPoll(body: string, clients: ReadonlyMap<string, ClientSettings>): PlainPoll | undefined {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (!PLAIN_PARAMETERS.has(name) || value === '' || parameters.has(name)) return undefined;
    parameters.set(name, value);
  }
  const clientId = parameters.get('client_id') ?? '';
  const deviceCode = parameters.get('device_code');
  if (parameters.get('grant_type') !== DEVICE_CODE_GRANT || deviceCode === undefined || !mayTakeTheLane(clients.get(clientId)))
    return undefined;
  return { clientId, deviceCode };
}

/** A public client that uses the device grant and need not prove a key: the engine has nothing to check about it before it says "pending". */
function mayTakeTheLane(client: ClientSettings | undefined): boolean {
  return client?.authentication.method === 'none' && client.grants.includes('device_code') && client.tokens !== 'dpop';
}

function bodyOf({ error, error_description: description }: InstanceType<typeof errors.OIDCProviderError>): string {
  return JSON.stringify({ error, error_description: description });
}
