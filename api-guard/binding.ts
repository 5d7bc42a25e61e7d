import { isJsonObject } from './compact-jwt.ts';
import type { UnverifiedJwt } from './compact-jwt.ts';
import type { Credentials } from './credentials.ts';
import { problem } from './problems.ts';
import type { Problem } from './problems.ts';

/**
 * Is the token presented the way it is bound? A token bound to a key is worth nothing without the proof, and a proof is worth nothing beside a token
 * that is not bound. Read from an unverified token, this can only refuse.
 *
 * @param requireDpop whether tokens that are not bound are refused altogether
 * @returns undefined if it is
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-7.2 RFC 9449, section 7.2: no bound token as a bearer token}
 */
export function judgeBinding(
  { claims }: UnverifiedJwt,
  { scheme, proof }: Credentials,
  requireDpop: boolean,
): Problem | undefined {
  const methods = claims.cnf === undefined ? [] : isJsonObject(claims.cnf) ? Object.keys(claims.cnf) : ['unreadable'];
  if (methods.some((method) => method !== 'jkt'))
    return problem('token_binding_unknown', 'cnf names something else than jkt (RFC 7800)');

  const bound = methods.includes('jkt');
  if (scheme === 'DPoP') return bound ? undefined : problem('token_not_bound');
  if (bound) return problem('token_bound');
  if (proof !== undefined) return problem('proof_with_bearer');
  return requireDpop ? problem('token_not_bound', 'this API takes only tokens bound to a DPoP key') : undefined;
}
