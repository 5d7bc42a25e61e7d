import * as client from 'openid-client';
import { restoreDpopKey } from '../issuer/dpop-key.ts';
import type { Http } from '../issuer/http.ts';
import { tokenParameters } from '../issuer/issuer.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { failureProblem } from '../issuer/oauth-problem.ts';
import { failureFields, readFailure } from '../issuer/read-failure.ts';
import { problem } from '../problems/problem.ts';
import type { Login, Turn } from '../store/token-store.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import type { KnownIssuers } from './known-issuers.ts';
import { readRenewal } from './read-renewal.ts';
import type { Renewal } from './read-renewal.ts';

/** What spending a refresh token depends on. */
export interface SpendDeps {
  readonly issuers: KnownIssuers;
  readonly http: Http;
  /** For the one request whose answer must not be thrown away because a person is in a hurry. */
  readonly patientHttp: Http;
  readonly time: Time;
  readonly log: DebugLog;
}

/**
 * What came of it.
 * - `renewed`, `withheld`: a new pair, which is nowhere but in this answer.
 * - `dead`: the server does not take this refresh token (any more).
 * - `passed-over`: another process was given the turn before the token was sent; nothing was spent.
 */
export type Spent = Renewal | { readonly kind: 'dead' } | { readonly kind: 'passed-over' };

/** Before asking again where the first answer was lost, or cannot be believed yet. */
const AFTER_LOST: Milliseconds = 300;
const BEFORE_BELIEVING: Milliseconds = 1000;

/**
 * Sends a refresh token (RFC 6749, section 6).
 *
 * Only `invalid_grant` means that it is dead (section 5.2), and only when it is said twice: a request of a process that was killed may still be under way at the
 * server, and of two that cross one is refused, although the token can be repeated right after. An answer that was lost because the connection broke is asked
 * for once more: whatever became of the first request, this token is all there is.
 *
 * @throws Temporary and other Problems when nothing was decided, and the login stays as it is
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-6 RFC 6749, section 6}
 */
export async function spendRefreshToken(kept: Login, refreshToken: string, turn: Turn, deps: SpendDeps): Promise<Spent> {
  const { issuers, time } = deps;
  try {
    const sent = await sendAnswered(kept, refreshToken, turn, await issuers.find(kept), deps);
    if (sent.kind !== 'dead') return sent;
    issuers.forget();
    await time.sleep(BEFORE_BELIEVING);
    return await sendAnswered(kept, refreshToken, turn, await issuers.find(kept), deps);
  } catch (error) {
    issuers.forget();
    throw error;
  }
}

async function sendAnswered(kept: Login, refreshToken: string, turn: Turn, issuer: Issuer, deps: SpendDeps): Promise<Spent> {
  const first = await send(kept, refreshToken, turn, issuer, deps);
  if (first.kind !== 'lost') return first;
  await deps.time.sleep(AFTER_LOST);
  const second = await send(kept, refreshToken, turn, issuer, deps);
  if (second.kind === 'lost') throw second.reason;
  return second;
}

type Sent = Spent | { readonly kind: 'lost'; readonly reason: Error };

async function send(kept: Login, refreshToken: string, turn: Turn, issuer: Issuer, deps: SpendDeps): Promise<Sent> {
  const { patientHttp, time, log } = deps;
  const found = { passedOver: false };
  // Asked as late as possible, when all that takes time is done.
  const configuration = issuer.configurationVia(async (url, init) => {
    found.passedOver = !(await turn.isOurs());
    if (found.passedOver) throw problem('store_busy');
    return patientHttp(url, init as RequestInit);
  });
  const key = kept.dpopKey === undefined ? undefined : await restoreDpopKey(kept.dpopKey);
  const parameters = tokenParameters(issuer, kept.resource);
  const sentAt = time.now();
  try {
    const options = key === undefined ? {} : { DPoP: client.getDPoPHandle(configuration, key.pair) };
    const answer = await client.refreshTokenGrant(configuration, refreshToken, parameters, options);
    for (const secret of [answer.access_token, answer.refresh_token]) if (secret !== undefined) log.learn(secret);
    const renewal = readRenewal(kept, answer, sentAt);
    log.debug(`login.${renewal.kind}`, { generation: renewal.login.generation, rotated: answer.refresh_token !== undefined });
    return renewal;
  } catch (error) {
    if (found.passedOver) return { kind: 'passed-over' };
    const failure = readFailure(error, issuer.id, time.now());
    log.debug('login.not_renewed', failureFields(failure));
    if (failure.kind === 'oauth-error' && failure.error === 'invalid_grant') return { kind: 'dead' };
    const reason = failureProblem(failure, { issuer: issuer.id, clientId: kept.clientId });
    // A time-out is none of these: then the server may still be at it, and another request would cross the first.
    if (failure.kind === 'trouble' && failure.problem.code === 'connection_lost') return { kind: 'lost', reason };
    throw reason;
  }
}
