import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';

import type { Seconds } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProductTokenSettings } from '../settings/web-session-settings.ts';
import { KeysUnavailable, createTokenKeys } from './token-keys.ts';

/** How far the clocks of two machines may be apart (RFC 7519, section 4.1.4: "usually no more than a few minutes"). */
const CLOCK_TOLERANCE: Seconds = 60;

/** Longer than a header or a cookie may be anyway. */
const LONGEST_TOKEN = 8192;

/** Why a token is not taken. For the log and the product's developers: it names no value of the token. */
export type TokenRefusal =
  | 'malformed'
  | 'algorithm-not-taken'
  | 'unknown-key'
  | 'wrong-signature'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'not-yet-valid'
  | 'expired'
  | 'too-old'
  | 'claim-missing';

/** A token of the product, genuine and for us, or why it is not. */
export type TokenVerdict =
  { readonly kind: 'genuine'; readonly claims: JWTPayload } | { readonly kind: 'refused'; readonly reason: TokenRefusal };

/** Judges a token. @throws KeysUnavailable when nobody can */
export type JudgeProductToken = (token: string) => Promise<TokenVerdict>;

/**
 * Checks a JWT that the product made: signature by a key of one issuer with a pinned algorithm, `iss`, `aud`, `exp`, `nbf`, and an age (`iat`) that the token cannot
 * choose for itself.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8725#section-3 RFC 8725, section 3}
 */
export function createProductToken(settings: ProductTokenSettings, { clock }: { readonly clock: Clock }): JudgeProductToken {
  const { issuer, audience, algorithms, maxAge, keys } = settings;
  const findKey = createTokenKeys(keys);

  return async function judgeProductToken(token) {
    if (token.length > LONGEST_TOKEN) return { kind: 'refused', reason: 'malformed' };
    try {
      const { payload } = await jwtVerify(token, findKey, {
        issuer,
        audience,
        algorithms: [...algorithms],
        maxTokenAge: maxAge,
        clockTolerance: CLOCK_TOLERANCE,
        currentDate: new Date(clock()),
        requiredClaims: ['iss', 'aud', 'exp', 'iat'],
      });
      return { kind: 'genuine', claims: payload };
    } catch (error) {
      if (error instanceof KeysUnavailable) throw error;
      if (error instanceof errors.JOSEError) return { kind: 'refused', reason: reasonOf(error) };
      throw error;
    }
  };
}

function reasonOf(error: errors.JOSEError): TokenRefusal {
  if (error instanceof errors.JWTExpired) return error.claim === 'iat' ? 'too-old' : 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return reasonOfClaim(error);
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) return 'algorithm-not-taken';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return 'unknown-key';
  return error instanceof errors.JWSSignatureVerificationFailed ? 'wrong-signature' : 'malformed';
}

function reasonOfClaim({ claim, reason }: errors.JWTClaimValidationFailed): TokenRefusal {
  if (reason === 'missing') return 'claim-missing';
  if (claim === 'iss') return 'wrong-issuer';
  if (claim === 'aud') return 'wrong-audience';
  return reason === 'check_failed' ? 'not-yet-valid' : 'malformed';
}
