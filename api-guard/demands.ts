import { problem } from './problems.ts';
import type { Problem } from './problems.ts';
import { toNumericDate } from './units.ts';
import type { Instant, Seconds } from './units.ts';
import type { VerifiedToken } from './verified-token.ts';

/** What an operation asks of a token, beyond being valid. */
export interface Demands {
  /** The scopes needed, all of them. */
  readonly scope?: string | readonly string[];
  /** The person must have authenticated within this many seconds (RFC 9470). */
  readonly maxAge?: Seconds;
  /** The person must have authenticated in one of these ways: authentication context classes, best first (RFC 9470). */
  readonly acr?: string | readonly string[];
}

/** Demands, checked. */
export interface CheckedDemands {
  readonly scopes: readonly string[];
  readonly maxAge?: Seconds;
  readonly acrValues: readonly string[];
}

/** What may stand in a scope, and in a quoted value of a challenge without escaping (RFC 6749, section 3.3, scope-token). */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Checks the author's demands once, when a route is made.
 *
 * @throws {TypeError} if they make no sense
 */
export function readDemands({ scope, maxAge, acr }: Demands): CheckedDemands {
  const scopes = listOf(scope);
  const acrValues = listOf(acr);
  const odd = [...scopes, ...acrValues].find((value) => !SCOPE_TOKEN.test(value));
  if (odd !== undefined) throw new TypeError(`"${odd}" can be neither a scope nor an authentication context class`);
  if (maxAge !== undefined && !(Number.isInteger(maxAge) && maxAge >= 0))
    throw new TypeError('maxAge must be a whole number of seconds');
  return { scopes, acrValues, ...(maxAge !== undefined && { maxAge }) };
}

/** One, several in a list, or several in a string with blanks, as OAuth writes them. */
function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? value.split(' ').filter((part) => part !== '') : value;
}

/**
 * Does the token allow this operation? Scopes first: a fresh sign-in does not help someone who may not do it anyway.
 *
 * @param tolerance how far the clocks of issuer and API may differ
 * @returns undefined if it does
 * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-3.1 RFC 6750, section 3.1}
 * @see {@link https://www.rfc-editor.org/rfc/rfc9470#section-3 RFC 9470, section 3}
 */
export function judgeDemands(
  token: VerifiedToken,
  demands: CheckedDemands,
  tolerance: Seconds,
  now: Instant,
): Problem | undefined {
  const missing = demands.scopes.filter((scope) => !token.scopes.includes(scope));
  if (missing.length > 0) return problem('scope_missing', `lacks ${missing.join(' ')}`);

  if (demands.acrValues.length > 0 && !(token.acr !== undefined && demands.acrValues.includes(token.acr))) {
    return problem('authentication_too_weak', `needs one of ${demands.acrValues.join(' ')}`);
  }
  if (demands.maxAge !== undefined) {
    const age = token.authTime === undefined ? Infinity : toNumericDate(now) - token.authTime;
    if (age > demands.maxAge + tolerance || age < -tolerance) {
      return problem('authentication_too_old', `authenticated ${age} s ago, needs ${demands.maxAge} s`);
    }
  }
  return undefined;
}
