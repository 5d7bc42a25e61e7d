import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { Problem, problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { Instant, Seconds } from '../units.ts';
import { readNetworkFailure } from './network-failure.ts';
import { readRetryAfter } from './retry-after.ts';

/**
 * Why a request to the issuer did not give what was asked for.
 * - `oauth-error`: the server understood and answered with an OAuth error; it means what it says.
 * - `trouble`: nothing was decided (no answer, 5xx, 429, something that is not OAuth); the same request may succeed later.
 * - `broken`: the server answered, and the answer is no valid one; asking again does not help.
 */
export type Failure =
  | {
      readonly kind: 'oauth-error';
      readonly error: string;
      readonly description: string;
      readonly retryAfter: Seconds | undefined;
    }
  | { readonly kind: 'trouble'; readonly problem: Problem; readonly retryAfter: Seconds | undefined }
  | { readonly kind: 'broken'; readonly problem: Problem };

/** OAuth errors that speak of the moment, not of the request (RFC 6749, section 4.1.2.1). */
const PASSING = new Set(['temporarily_unavailable', 'server_error']);

/**
 * Reads an error of openid-client.
 *
 * @param issuer where the request went
 * @param now the wall clock, for a Retry-After that is a date
 * @throws what is no failure of the request: a Problem of our own (such as the person giving up), or a bug
 */
export function readFailure(thrown: unknown, issuer: string, now: Instant): Failure {
  const known = problemBehind(thrown);
  if (known !== undefined) throw known;
  const host = new URL(issuer).host;
  const network = readNetworkFailure(thrown);
  if (network !== undefined) {
    return {
      kind: 'trouble',
      problem: problem(network.code, { host, detail: network.detail }, { cause: thrown }),
      retryAfter: undefined,
    };
  }
  if (thrown instanceof ResponseBodyError) {
    const retryAfter = readRetryAfter(thrown.response.headers.get('retry-after'), now);
    const isMoment = PASSING.has(thrown.error) || (thrown.status === 429 && thrown.error !== 'slow_down');
    if (isMoment) return { kind: 'trouble', problem: statusProblem(thrown.status, host, thrown), retryAfter };
    return {
      kind: 'oauth-error',
      error: cleanText(thrown.error),
      description: cleanText(thrown.error_description ?? ''),
      retryAfter,
    };
  }
  if (thrown instanceof WWWAuthenticateChallengeError) {
    const error = thrown.cause.find(({ parameters }) => parameters.error !== undefined)?.parameters.error;
    return { kind: 'oauth-error', error: cleanText(error ?? 'invalid_client'), description: '', retryAfter: undefined };
  }
  const response = responseBehind(thrown);
  if (response !== undefined) {
    const retryAfter = readRetryAfter(response.headers.get('retry-after'), now);
    return { kind: 'trouble', problem: statusProblem(response.status, host, thrown), retryAfter };
  }
  if (thrown instanceof ClientError && thrown.code === 'OAUTH_PARSE_ERROR') {
    return { kind: 'trouble', problem: problem('odd_answer', { host, status: 200 }, { cause: thrown }), retryAfter: undefined };
  }
  if (thrown instanceof ClientError) {
    return {
      kind: 'broken',
      problem: problem('issuer_answer', { detail: cleanText(reasonOf(thrown)), issuer }, { cause: thrown }),
    };
  }
  throw thrown;
}

/** What a debug log says of a failure: an OAuth error and its description are no secrets. */
export function failureFields(failure: Failure): Readonly<Record<string, unknown>> {
  if (failure.kind !== 'oauth-error') return { failure: failure.kind, problem: failure.problem.code };
  return { error: failure.error, error_description: failure.description };
}

/** openid-client wraps whatever our own `fetch` throws. */
function problemBehind(thrown: unknown): Problem | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof Problem) return error;
  }
  return undefined;
}

/** openid-client says what it did; the reason is in the cause. */
function reasonOf(error: ClientError): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** The problem that an HTTP status stands for, where nothing better is known. */
function statusProblem(status: number, host: string, cause: unknown): Problem {
  if (status === 429) return problem('too_many_requests', { host }, { cause });
  if (status >= 500 || status === 408) return problem('server_trouble', { host, status }, { cause });
  return problem('odd_answer', { host, status }, { cause });
}

/** openid-client keeps the answer it could not use as the cause of its error. */
function responseBehind(thrown: unknown): Response | undefined {
  if (!(thrown instanceof ClientError)) return undefined;
  const { cause } = thrown;
  return typeof cause === 'object' && cause !== null && 'status' in cause && 'headers' in cause ? (cause as Response) : undefined;
}
