/** The two ways to present an access token that the guard knows (RFC 6750, section 2.1; RFC 9449, section 7.1). */
export type Scheme = 'Bearer' | 'DPoP';

/** What a kind of refusal means to the outside. `says` is public: it names no value that the caller sent. */
export interface ProblemKind {
  readonly status: 400 | 401 | 403 | 503;
  /** The error of the challenge; none where the caller sent no token at all (RFC 6750, section 3.1) and where the fault is on our side. */
  readonly error?: string;
  readonly says: string;
}

/** The error codes for resource servers that OAuth registers: RFC 6750, section 3.1; RFC 9449, section 12.2; RFC 9470, section 3. */
const INVALID_REQUEST = { status: 400, error: 'invalid_request' } as const;
const INVALID_TOKEN = { status: 401, error: 'invalid_token' } as const;
const INVALID_PROOF = { status: 401, error: 'invalid_dpop_proof' } as const;
const STEP_UP = { status: 401, error: 'insufficient_user_authentication' } as const;
const OUR_SIDE = { status: 503 } as const;

/**
 * Every reason for which a request is refused. The names are stable: count them, alert on them.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-3.1 RFC 6750, section 3.1}
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-7.1 RFC 9449, section 7.1}
 * @see {@link https://www.rfc-editor.org/rfc/rfc9470#section-3 RFC 9470, section 3}
 */
export const PROBLEMS = {
  token_missing: { status: 401, says: 'This needs an access token in the Authorization header' },
  request_malformed: {
    ...INVALID_REQUEST,
    says: 'The request carries its access token or DPoP proof in a form that is not understood',
  },
  proof_with_bearer: { ...INVALID_REQUEST, says: 'A DPoP proof goes with the DPoP authorization scheme, not with Bearer' },

  token_malformed: { ...INVALID_TOKEN, says: 'The access token is not a signed JWT access token' },
  token_type: { ...INVALID_TOKEN, says: 'The token is not an access token' },
  token_algorithm: { ...INVALID_TOKEN, says: 'The access token is signed with an algorithm that is not accepted here' },
  token_key_unknown: { ...INVALID_TOKEN, says: 'The access token is signed with an unknown key' },
  token_signature: { ...INVALID_TOKEN, says: 'The signature of the access token is wrong' },
  token_claims: { ...INVALID_TOKEN, says: 'The access token lacks a claim or has one of the wrong type' },
  token_issuer: { ...INVALID_TOKEN, says: 'The access token comes from another issuer' },
  token_audience: { ...INVALID_TOKEN, says: 'The access token is meant for another API' },
  token_expired: { ...INVALID_TOKEN, says: 'The access token has expired' },
  token_not_yet_valid: { ...INVALID_TOKEN, says: 'The access token is not valid yet' },

  token_binding_unknown: { ...INVALID_TOKEN, says: 'The access token is bound in a way that cannot be checked here' },
  token_bound: { ...INVALID_TOKEN, says: 'The access token is bound to a key and must be sent with a DPoP proof' },
  token_not_bound: { ...INVALID_TOKEN, says: 'The access token is not bound to a DPoP key' },
  token_bound_to_other_key: { ...INVALID_TOKEN, says: 'The access token is bound to another key than the one of the DPoP proof' },

  proof_missing: { ...INVALID_PROOF, says: 'The DPoP proof is missing' },
  proof_malformed: { ...INVALID_PROOF, says: 'The DPoP proof is not a DPoP proof JWT' },
  proof_algorithm: { ...INVALID_PROOF, says: 'The DPoP proof is signed with an algorithm that is not accepted here' },
  proof_key: { ...INVALID_PROOF, says: 'The DPoP proof must carry a public key and nothing private' },
  proof_claims: { ...INVALID_PROOF, says: 'The DPoP proof lacks a claim or has one of the wrong type' },
  proof_signature: { ...INVALID_PROOF, says: 'The signature of the DPoP proof is wrong' },
  proof_method: { ...INVALID_PROOF, says: 'The DPoP proof was made for another method' },
  proof_target: { ...INVALID_PROOF, says: 'The DPoP proof was made for another address' },
  proof_token: { ...INVALID_PROOF, says: 'The DPoP proof was made for another access token' },
  proof_time: { ...INVALID_PROOF, says: 'The DPoP proof is too old or from the future' },
  proof_replayed: { ...INVALID_PROOF, says: 'The DPoP proof was used before' },
  proof_nonce: { status: 401, error: 'use_dpop_nonce', says: 'The DPoP proof needs the nonce given here' },

  scope_missing: { status: 403, error: 'insufficient_scope', says: 'The access token lacks a scope that this needs' },
  authentication_too_old: { ...STEP_UP, says: 'This needs a more recent authentication' },
  authentication_too_weak: { ...STEP_UP, says: 'This needs another kind of authentication' },

  keys_unavailable: { ...OUR_SIDE, says: 'Access tokens cannot be checked at the moment' },
  replays_unavailable: { ...OUR_SIDE, says: 'DPoP proofs cannot be checked at the moment' },
} as const satisfies Record<string, ProblemKind>;

/** The stable name of a reason to refuse. */
export type ProblemCode = keyof typeof PROBLEMS;

/** Why a request is refused. `reason` is for the API's own log: it may name what the API expected, and never holds a token or a proof. */
export interface Problem {
  readonly problem: ProblemCode;
  readonly reason: string;
}

/** Says why not. */
export function problem(code: ProblemCode, reason: string = PROBLEMS[code].says): Problem {
  return { problem: code, reason };
}

/** Is this a reason to refuse, and not what was asked for? */
export function isProblem(answer: object): answer is Problem {
  return 'problem' in answer && 'reason' in answer;
}
