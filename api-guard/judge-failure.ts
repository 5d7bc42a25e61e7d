import * as oauth from 'oauth4webapi';

import { isJsonObject } from './compact-jwt.ts';
import { problem } from './problems.ts';
import type { Problem, ProblemCode } from './problems.ts';

/** Which claim was not what it had to be. Names that occur in tokens and in proofs are listed for the one in which the library compares them. */
const COMPARED: Readonly<Record<string, ProblemCode>> = {
  iss: 'token_issuer',
  aud: 'token_audience',
  'cnf.jkt': 'token_bound_to_other_key',
  htm: 'proof_method',
  htu: 'proof_target',
  ath: 'proof_token',
};

/** Which time was not what it had to be. */
const TIMED: Readonly<Record<string, ProblemCode>> = {
  exp: 'token_expired',
  nbf: 'token_not_yet_valid',
  iat: 'proof_time',
};

/**
 * Gives a name to what oauth4webapi found wrong, by its codes and not by its texts. Whatever is thrown, the token is not accepted; this decides only
 * what it is called. The cause is not passed on: it holds the token.
 *
 * @param failure what the library threw
 * @param proof the proof that was sent, to tell whose signature is meant
 */
export function judgeFailure(failure: unknown, proof: string | undefined): Problem {
  if (!(failure instanceof Error)) return problem('token_malformed');
  const code = 'code' in failure ? failure.code : undefined;
  const cause = isJsonObject(failure.cause) ? failure.cause : {};
  return problem(nameOf(code, cause, proof), failure.message);
}

function nameOf(code: unknown, cause: Readonly<Record<string, unknown>>, proof: string | undefined): ProblemCode {
  const claim = typeof cause.claim === 'string' ? cause.claim : '';
  switch (code) {
    case oauth.JWT_CLAIM_COMPARISON:
      return COMPARED[claim] ?? 'token_claims';
    case oauth.JWT_TIMESTAMP_CHECK:
      return TIMED[claim] ?? 'token_claims';
    case oauth.KEY_SELECTION:
      return 'token_key_unknown';
    case oauth.INVALID_REQUEST:
    case oauth.INVALID_RESPONSE:
      if (!(cause.data instanceof Uint8Array)) return 'token_claims';
      return isSignedPartOf(cause.data, proof) ? 'proof_signature' : 'token_signature';
    default:
      return 'token_malformed';
  }
}

/** Are these the bytes that the signature of this JWT covers? (RFC 7515, section 5.2) */
function isSignedPartOf(data: Uint8Array, jwt: string | undefined): boolean {
  return jwt?.slice(0, jwt.lastIndexOf('.')) === Buffer.from(data).toString('latin1');
}
