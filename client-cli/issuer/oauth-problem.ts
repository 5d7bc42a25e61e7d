import { problem } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import type { ProblemCode } from '../problems/problem-table.ts';
import type { DpopKey } from './dpop-key.ts';
import type { Issuer } from './issuer.ts';
import type { Failure } from './read-failure.ts';

/** The OAuth errors that have a sentence of their own (RFC 6749, section 5.2; RFC 8628, section 3.5; RFC 8707, section 2). */
const SENTENCES: Readonly<Record<string, ProblemCode>> = {
  access_denied: 'access_denied',
  authorization_declined: 'access_denied', // what Microsoft says: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
  expired_token: 'expired_token',
  invalid_client: 'unknown_client',
  unauthorized_client: 'unknown_client',
  unsupported_grant_type: 'no_device_grant',
  invalid_scope: 'wrong_scope',
  invalid_target: 'wrong_resource',
  unmet_authentication_requirements: 'unmet_sign_in', // https://openid.net/specs/openid-connect-unmet-authentication-requirements-1_0.html
};

/** What a server says that wants no DPoP proof, or another one (RFC 6749, section 5.2; RFC 9449, section 5). */
const PROOF_ERRORS = new Set(['invalid_request', 'invalid_dpop_proof']);

/** What a server says that misses one: the grant is bound to nothing it could be given to (RFC 6749, section 5.2; RFC 9449, section 5). */
const NO_PROOF_ERRORS = new Set(['invalid_grant', 'invalid_dpop_proof']);

/** Was a proof sent with a request, as far as that can be what was wrong with it? */
export function proofOf(key: DpopKey | undefined, { bindsTokens }: Pick<Issuer, 'bindsTokens'>): FailureContext['proof'] {
  if (key !== undefined) return 'sent';
  return bindsTokens ? 'left-out' : undefined;
}

/** The request that failed. */
interface FailureContext {
  readonly issuer: string;
  readonly clientId: string;
  /** Did it come with a DPoP proof, or without one at an issuer that takes them? */
  readonly proof?: 'sent' | 'left-out' | undefined;
}

/** The failure of a request to the issuer as a problem with a sentence, a next step and an exit code. */
export function failureProblem(failure: Failure, about: FailureContext): Problem {
  if (failure.kind !== 'oauth-error') return failure.problem;
  const { error, description } = failure;
  const sentence = description.replace(/\.$/, '');
  const detail = sentence === '' || sentence === error ? error : `${sentence} (${error})`;
  const code = SENTENCES[error] ?? proofProblem(error, about) ?? 'oauth_error';
  return problem(code, { issuer: about.issuer, clientId: about.clientId, detail }, { oauthError: error });
}

function proofProblem(error: string, { proof }: FailureContext): ProblemCode | undefined {
  if (proof === 'sent' && PROOF_ERRORS.has(error)) return 'proof_refused';
  if (proof === 'left-out' && NO_PROOF_ERRORS.has(error)) return 'proof_missing';
  return undefined;
}
