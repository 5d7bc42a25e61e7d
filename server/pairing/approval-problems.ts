import { isMendedBySigningIn } from '../domain/approval-demands.ts';
import type { Obstacle } from '../domain/approval-demands.ts';
import type { Language } from '../domain/language.ts';
import type { SignInDemands } from '../domain/sign-in-demands.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { ApiProblemCode } from '../http/api-problem.ts';
import { messagesIn } from '../http/languages.ts';
import type { PairingProblem, Refusal } from './outcomes.ts';

/** What the approval API calls a refusal. */
interface Told {
  readonly code: ApiProblemCode;
  readonly reason?: string;
}

const TOLD: Readonly<Record<PairingProblem, Told>> = {
  missing: { code: 'invalid_request', reason: 'code_missing' },
  unknown: { code: 'unknown_code' },
  expired: { code: 'code_expired' },
  'already-used': { code: 'already_decided', reason: 'connected' },
  'already-decided': { code: 'already_decided' },
  'own-review-needed': { code: 'forbidden', reason: 'review_needed' },
  'nothing-to-grant': { code: 'forbidden', reason: 'nothing_to_grant' },
  'too-many-devices': { code: 'forbidden', reason: 'too_many_devices' },
  'type-it-yourself': { code: 'forbidden', reason: 'type_it_yourself' },
  'other-network': { code: 'forbidden', reason: 'other_network' },
  'network-unknown': { code: 'forbidden', reason: 'network_unknown' },
  'sign-in-too-old': { code: 'forbidden', reason: 'sign_in_too_old' },
  'sign-in-too-weak': { code: 'forbidden', reason: 'sign_in_too_weak' },
  'too-many-attempts': { code: 'too_many_attempts' },
};

/** A refusal as programs hear it, with a sentence that they can show. */
export function toApiProblem({ problem, retryAfter, signIn }: Omit<Refusal, 'kind'>, language: Language): ApiProblem {
  const { code, reason } = TOLD[problem];
  return new ApiProblem(code, {
    detail: sentenceOf(problem, language),
    ...(reason === undefined ? {} : { reason }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(signIn && isMendedBySigningIn(problem) ? { more: { sign_in: describeSignIn(signIn) } } : {}),
  });
}

/** The name of an obstacle in our API. */
export function nameOfObstacle(obstacle: PairingProblem): string | undefined {
  return TOLD[obstacle].reason;
}

/** The sign-in that is needed, under the names that it has in OpenID Connect Core, section 3.1.2.1. */
export function describeSignIn({ maxAge, acrValues }: SignInDemands): object {
  return { ...(maxAge === undefined ? {} : { max_age: maxAge }), ...(acrValues === undefined ? {} : { acr_values: acrValues }) };
}

/** The sentence of the hosted page, in the language that the caller accepts. */
function sentenceOf(problem: PairingProblem, language: Language): string {
  const { enterCode, review, problem: problems } = messagesIn(language);
  if (problem === 'nothing-to-grant') return problems.reasons[problem];
  const { what, next } = isObstacle(problem) ? review.obstacles[problem] : enterCode.problems[problem];
  return `${what} ${next}`;
}

function isObstacle(problem: PairingProblem): problem is Obstacle {
  return problem === 'other-network' || problem === 'network-unknown' || isMendedBySigningIn(problem);
}
