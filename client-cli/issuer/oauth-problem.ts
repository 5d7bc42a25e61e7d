import { problem } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import type { ProblemCode } from '../problems/problem-table.ts';
import type { Failure } from './read-failure.ts';

/** The OAuth errors that have a sentence of their own (RFC 6749, section 5.2; RFC 8628, section 3.5; RFC 8707, section 2). */
const SENTENCES: Readonly<Record<string, ProblemCode>> = {
  access_denied: 'access_denied',
  expired_token: 'expired_token',
  invalid_client: 'unknown_client',
  unauthorized_client: 'unknown_client',
  unsupported_grant_type: 'no_device_grant',
  invalid_scope: 'wrong_scope',
  invalid_target: 'wrong_resource',
};

/** What a server says that wants no DPoP proof, or another one (RFC 6749, section 5.2; RFC 9449, section 5). */
const PROOF_ERRORS = new Set(['invalid_request', 'invalid_dpop_proof']);

/** The request that failed. */
interface FailureContext {
  readonly issuer: string;
  readonly clientId: string;
  /** Did it come with a DPoP proof? */
  readonly proven?: boolean;
}

/** The failure of a request to the issuer as a problem with a sentence, a next step and an exit code. */
export function failureProblem(failure: Failure, about: FailureContext): Problem {
  if (failure.kind !== 'oauth-error') return failure.problem;
  const { error, description } = failure;
  const sentence = description.replace(/\.$/, '');
  const detail = sentence === '' || sentence === error ? error : `${sentence} (${error})`;
  const fallback = about.proven === true && PROOF_ERRORS.has(error) ? 'proof_refused' : 'oauth_error';
  return problem(SENTENCES[error] ?? fallback, { issuer: about.issuer, clientId: about.clientId, detail }, { oauthError: error });
}
