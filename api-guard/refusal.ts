import { challenge } from './challenge.ts';
import type { ChallengeContext } from './challenge.ts';
import { FAILURE_PAUSE } from './issuer-keys.ts';
import { PROBLEMS } from './problems.ts';
import type { Problem, ProblemCode, ProblemKind } from './problems.ts';

/** What the body of a refusal says (RFC 9457). */
export interface ProblemDetails {
  readonly title: string;
  readonly status: number;
  /** The stable name of what is wrong. */
  readonly code: ProblemCode;
}

/** A request that must not be served, and the whole answer to it. */
export interface Refusal {
  readonly status: ProblemKind['status'];
  readonly code: ProblemCode;
  /** For the API's own log. It holds no token and no proof; it is not part of the answer. */
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemDetails;
}

/** What the log of the API is told about a refusal. */
export interface RefusalEvent {
  readonly event: 'request.refused';
  readonly code: Refusal['code'];
  readonly status: Refusal['status'];
  readonly reason: string;
}

/** What the answer depends on beside the problem itself. */
export interface RefusalContext extends Omit<ChallengeContext, 'code'> {
  /** The nonce to use from now on, where nonces are switched on. */
  readonly nonce: string | undefined;
}

/** Turns what is wrong into an answer. The texts are constants: nothing that was sent comes back. */
export function refuse({ problem: code, reason }: Problem, { nonce, ...context }: RefusalContext): Refusal {
  const { status, says }: ProblemKind = PROBLEMS[code];
  const challenges = challenge({ ...context, code });
  return {
    status,
    code,
    reason,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(challenges !== undefined && { 'WWW-Authenticate': challenges }),
      ...(status === 503 && { 'Retry-After': String(FAILURE_PAUSE) }),
      ...(nonce !== undefined && { 'DPoP-Nonce': nonce }),
    },
    body: { title: says, status, code },
  };
}
