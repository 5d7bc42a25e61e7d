import * as client from 'openid-client';
import type { DpopKey } from '../issuer/dpop-key.ts';
import { tokenParameters } from '../issuer/issuer.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { failureProblem, proofOf } from '../issuer/oauth-problem.ts';
import { failureFields, readFailure } from '../issuer/read-failure.ts';
import type { Failure } from '../issuer/read-failure.ts';
import { problem } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import { inWords } from '../terminal/say-time.ts';
import type { Time } from '../time.ts';
import type { Milliseconds, Seconds } from '../units.ts';
import { pacePoll } from './poll-pace.ts';
import type { PollPace } from './poll-pace.ts';
import type { PendingCode } from './request-code.ts';

/** What openid-client makes of a token answer. */
export type TokenAnswer = client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;

/** Said before every wait. */
export interface Waiting {
  readonly kind: 'waiting';
  /** Until the code expires or the person's own limit is reached. */
  readonly remaining: Milliseconds;
  readonly nextPollIn: Milliseconds;
  /** Why the last poll brought no answer, if it did not. */
  readonly trouble: Problem | undefined;
}

/** What polling depends on. */
export interface PollDeps {
  readonly time: Time;
  readonly random: () => number;
  readonly log: DebugLog;
  readonly signal: AbortSignal;
}

/** What every poll carries. */
export interface PollSetup {
  readonly issuer: Issuer;
  readonly key: DpopKey | undefined;
  readonly resource: string | undefined;
  /** The person's own limit; the code's life counts anyway. */
  readonly limit: Seconds | undefined;
  /** Is the code still this process's to poll for? */
  readonly isMine: () => Promise<boolean>;
}

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * Polls the token endpoint until somebody has decided (RFC 8628, sections 3.4 and 3.5). Waits first. Trouble on the way (no connection, time-outs,
 * 5xx, 429, pages of proxies) never ends it; only an OAuth error or the end of the code's life does, counted by a clock that nobody can set.
 *
 * @throws Problem `access_denied`, `expired_token`, `time_limit`, `login_superseded`, `oauth_error` and its kind; the reason of `signal`
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.5 RFC 8628, section 3.5}
 */
export async function* pollForTokens(code: PendingCode, setup: PollSetup, deps: PollDeps): AsyncGenerator<Waiting, TokenAnswer> {
  const { time, random, log, signal } = deps;
  const { issuer, key, limit, isMine } = setup;
  const handle = key === undefined ? undefined : client.getDPoPHandle(issuer.configuration, key.pair);
  const life: Milliseconds = Math.min(code.expiresIn, limit ?? Infinity) * 1000;
  const remaining = (): Milliseconds => code.askedAt + life - time.elapsed();

  let pace: PollPace = { interval: code.interval, troubles: 0 };
  let wait: Milliseconds = code.interval * 1000;
  let trouble: Problem | undefined;
  for (;;) {
    yield { kind: 'waiting', remaining: remaining(), nextPollIn: wait, trouble };
    await time.sleep(Math.min(wait, remaining()), signal);
    if (remaining() <= 0) throw outOfTime(code, limit);
    if (!(await isMine())) throw problem('login_superseded');

    const answer = await poll(code, setup, handle, time);
    if (answer.kind === 'granted') return answer.tokens;
    const unfinished = readUnfinished(answer.failure);
    log.debug('poll.answered', {
      answer: unfinished?.kind ?? 'refused',
      interval: pace.interval,
      ...failureFields(answer.failure),
    });
    if (unfinished === undefined)
      throw failureProblem(answer.failure, { issuer: issuer.id, clientId: issuer.clientId, proof: proofOf(key, issuer) });
    trouble = answer.failure.kind === 'trouble' ? answer.failure.problem : undefined;
    ({ pace, wait } = pacePoll(pace, unfinished, random()));
  }
}

type PollAnswer =
  { readonly kind: 'granted'; readonly tokens: TokenAnswer } | { readonly kind: 'not-granted'; readonly failure: Failure };

async function poll(
  code: PendingCode,
  { issuer, resource }: PollSetup,
  handle: client.DPoPHandle | undefined,
  time: Time,
): Promise<PollAnswer> {
  const parameters = {
    device_code: code.deviceCode,
    ...(code.codeVerifier === undefined ? {} : { code_verifier: code.codeVerifier }),
    ...tokenParameters(issuer, resource),
  };
  try {
    const options = handle === undefined ? {} : { DPoP: handle };
    return { kind: 'granted', tokens: await client.genericGrantRequest(issuer.configuration, DEVICE_CODE, parameters, options) };
  } catch (error) {
    return { kind: 'not-granted', failure: readFailure(error, issuer.id, time.now()) };
  }
}

/** Does the matter go on after this? Undefined when it does not. */
function readUnfinished(
  failure: Failure,
): { readonly kind: 'pending' | 'slow-down' | 'trouble'; readonly retryAfter: Seconds | undefined } | undefined {
  if (failure.kind === 'trouble') return { kind: 'trouble', retryAfter: failure.retryAfter };
  if (failure.kind === 'broken') return undefined;
  if (failure.error === 'authorization_pending') return { kind: 'pending', retryAfter: failure.retryAfter };
  if (failure.error === 'slow_down') return { kind: 'slow-down', retryAfter: failure.retryAfter };
  return undefined;
}

function outOfTime(code: PendingCode, limit: Seconds | undefined): Problem {
  return limit !== undefined && limit < code.expiresIn
    ? problem('time_limit', { detail: inWords(limit * 1000) })
    : problem('expired_token');
}
