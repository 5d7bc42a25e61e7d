import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { errors } from 'oidc-provider';

import type { TakeFingerprint } from '../domain/fingerprint.ts';
import type { Instant } from '../domain/units.ts';
import { RETRY_AFTER, STORAGE_DOES_NOT_ANSWER } from '../http/oauth-endpoints.ts';
import { newRequestId } from '../http/request-id.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { readShortBody } from '../http/short-body.ts';
import type { Clock, RandomId } from '../ports/clock.ts';
import type { DeviceCodes, PollOutcome } from '../ports/device-codes.ts';
import type { Log } from '../ports/log.ts';
import type { Settings } from '../settings/settings.ts';
import { mayBePlainPoll, parsePlainPoll } from './plain-poll.ts';
import type { PlainPoll } from './plain-poll.ts';

/** What the lane needs. */
export interface PollLaneDeps {
  readonly deviceCodes: Pick<DeviceCodes, 'poll'>;
  readonly polls: AccountedPolls;
  readonly takeFingerprint: TakeFingerprint;
  readonly settings: Pick<Settings, 'clientsById' | 'issuer'>;
  readonly clock: Clock;
  readonly randomId: RandomId;
  readonly log: Log;
}

interface LaneAnswer {
  readonly status: number;
  readonly error: string;
  readonly body: string;
  /** Names and values in turn, as Node takes them. */
  readonly headers: readonly string[];
}

/** By request: the poll that was accounted for already, for those that go on. It is not accounted for a second time, and not looked up. */
export type AccountedPolls = WeakMap<IncomingMessage, PollOutcome>;

/** Around the rest of the server: answers what it can, and gives the other requests to `goOn`. */
export type PollLane = (goOn: RequestListener) => RequestListener;

/**
 * Answers a plain pending poll of a public client in one storage step, before anything else looks at it and without waking the engine: of thousands of
 * consoles that poll every few seconds, nearly all hear "pending". Whatever is not plainly that goes on untouched: decided, expired and unknown codes,
 * confidential clients, proofs, browsers, odd bodies. The step that reads the state also accounts for the pace, as the engine's road does, so no road
 * escapes it.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.5 RFC 8628, section 3.5}
 */
export function createPollLane({ deviceCodes, polls, takeFingerprint, settings, clock, randomId, log }: PollLaneDeps): PollLane {
  const { pending, slowDown, comeAgain } = createAnswers(settings.issuer);

  async function judge(req: IncomingMessage, { clientId, deviceCode }: PlainPoll): Promise<LaneAnswer | undefined> {
    const now = clock();
    const polled = await deviceCodes.poll(takeFingerprint('device_code', deviceCode), now);
    if (!isPlainlyPending(polled, clientId, now)) {
      polls.set(req, polled);
      return undefined;
    }
    return polled.tooEarly ? slowDown : pending;
  }

  async function look(req: IncomingMessage, res: ServerResponse, goOn: RequestListener): Promise<void> {
    const startedAt = clock();
    const body = await readShortBody(req);
    if (req.destroyed) return; // the peer hung up in the middle: nobody to answer
    const poll = body && parsePlainPoll(body, settings.clientsById);
    const requestId = newRequestId(randomId);
    const answer =
      poll &&
      (await judge(req, poll).catch((error: unknown) => {
        log.error('storage.failed', { request: requestId, path: '/token', error });
        return comeAgain;
      }));
    if (answer === undefined) {
      if (body) req.unshift(body);
      goOn(req, res);
      return;
    }
    res.writeHead(answer.status, ['X-Request-Id', requestId, ...answer.headers]);
    res.end(answer.body, 'latin1'); // all of it is ASCII
    log.debug('request.answered', { request: requestId, lane: answer.error, status: answer.status, ms: clock() - startedAt });
  }

  return (goOn) =>
    function pollLane(req, res) {
      if (mayBePlainPoll(req)) void look(req, res, goOn);
      else goOn(req, res);
    };
}

function isPlainlyPending(
  polled: PollOutcome,
  clientId: string,
  now: Instant,
): polled is Extract<PollOutcome, { kind: 'found' }> {
  return polled.kind === 'found' && polled.state === 'pending' && polled.clientId === clientId && now < polled.expiresAt;
}

/** The engine's own words and headers, in its order, so that nobody can tell by an answer which way a poll went. */
function createAnswers(issuer: string): Readonly<Record<'pending' | 'slowDown' | 'comeAgain', LaneAnswer>> {
  const answer = (
    status: number,
    { error, error_description: description }: OAuthError,
    more: readonly string[] = [],
  ): LaneAnswer => {
    const body = JSON.stringify({ error, error_description: description });
    const headers = [
      ...Object.entries(securityHeaders(issuer)).flat(),
      ...['cache-control', 'no-store'],
      ...['Vary', 'Origin'],
      ...['Access-Control-Allow-Origin', '*'],
      ...['Access-Control-Expose-Headers', 'DPoP-Nonce,WWW-Authenticate'],
      ...['Content-Type', 'application/json; charset=utf-8'],
      ...['Content-Length', String(Buffer.byteLength(body))],
      ...more,
    ];
    return { status, error, body, headers };
  };
  return {
    pending: answer(400, new errors.AuthorizationPending()),
    slowDown: answer(400, new errors.SlowDown()),
    comeAgain: answer(503, STORAGE_DOES_NOT_ANSWER, ['Retry-After', RETRY_AFTER]),
  };
}

interface OAuthError {
  readonly error: string;
  readonly error_description?: string | undefined;
}
