import * as oauth from 'oauth4webapi';

import type { Credentials } from './credentials.ts';
import { judgeFailure } from './judge-failure.ts';
import type { KeySet } from './issuer-metadata.ts';
import { problem } from './problems.ts';
import type { Problem } from './problems.ts';
import { toNumericDate } from './units.ts';
import type { Clock, Instant, Seconds } from './units.ts';

/** What verifying needs to know. */
export interface VerifyTokenDeps {
  readonly audience: string;
  /** Algorithms for tokens and proofs together; which may sign what was checked before. */
  readonly algorithms: readonly string[];
  readonly tolerance: Seconds;
  readonly clock: Clock;
}

/** A request as far as verifying is concerned. */
export interface Presented {
  readonly credentials: Credentials;
  readonly method: string;
  readonly target: URL;
}

/** Verifies a token, and the proof that comes with it. */
export type VerifyToken = (
  presented: Presented,
  keySet: KeySet,
) => Promise<{ readonly claims: oauth.JWTAccessTokenClaims } | Problem>;

/**
 * Verifies with oauth4webapi: signature, `typ`, issuer, audience, times and claims of the token (RFC 9068, section 4), and signature, method,
 * address, token hash and key of the proof (RFC 9449, section 4.3).
 *
 * What the library leaves to its caller is done elsewhere: one header field of each kind (credentials.ts), separate algorithms for tokens and proofs,
 * a proof key without private parts and a narrow time window (dpop-proof.ts), replay (replays.ts), nonces (dpop-nonces.ts), tokens from the future
 * (here), the life of cached keys (issuer-keys.ts).
 */
export function createVerifyToken({ audience, algorithms, tolerance, clock }: VerifyTokenDeps): VerifyToken {
  return async function verifyToken({ credentials, method, target }, { server, jwks }) {
    const request = asFetchRequest(credentials, method, target);
    if (request === undefined) return problem('request_malformed', 'the request has a method or target that no client can send');
    const now = clock();
    try {
      const claims = await oauth.validateJwtAccessToken(server, request, audience, {
        signingAlgorithms: [...algorithms],
        [oauth.clockSkew]: skewTo(now),
        [oauth.clockTolerance]: tolerance,
        // The library would fetch keys on its own terms. It is given the ones we keep; no request leaves from here.
        [oauth.customFetch]: () => Promise.resolve(Response.json(jwks)),
      });
      if (claims.iat > toNumericDate(now) + tolerance) return problem('token_not_yet_valid', 'iat lies in the future');
      return { claims };
    } catch (failure) {
      return judgeFailure(failure, credentials.proof);
    }
  };
}

/** The library wants a Fetch request. CONNECT and TRACE cannot be one. */
function asFetchRequest({ scheme, token, proof }: Credentials, method: string, target: URL): Request | undefined {
  try {
    return new Request(target, {
      method,
      headers: { authorization: `${scheme} ${token}`, ...(proof !== undefined && { dpop: proof }) },
    });
  } catch {
    return undefined; // a TypeError about method, target or header fields: all of them the caller's
  }
}

/** The library reads the system's clock; this is what to add to it to arrive at ours. */
function skewTo(now: Instant): Seconds {
  return toNumericDate(now) - toNumericDate(Date.now());
}
