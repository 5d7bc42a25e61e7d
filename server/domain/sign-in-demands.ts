import type { Instant, Seconds } from './units.ts';
import { toNumericDate } from './units.ts';

/** How fresh and how strong a sign-in has to be. What is not said is not demanded. */
export interface SignInDemands {
  /** At most so long ago (`max_age`, OpenID Connect Core, section 3.1.2.1). */
  readonly maxAge?: Seconds;
  /** One of these kinds (`acr_values`, the same section). */
  readonly acrValues?: readonly string[];
}

/** Both demands at once. Where they name kinds of sign-in that have nothing in common, none is left, and nobody can meet them. */
export function tighten(one: SignInDemands, other: SignInDemands): SignInDemands {
  const maxAges = [one.maxAge, other.maxAge].filter((age) => age !== undefined);
  const [kinds, others] = [one.acrValues ?? other.acrValues, other.acrValues ?? one.acrValues];
  return {
    ...(maxAges.length > 0 && { maxAge: Math.min(...maxAges) }),
    ...(kinds && others && { acrValues: kinds.filter((kind) => others.includes(kind)) }),
  };
}

/**
 * What a request that was made at `requestedAt` demands now. Whoever has signed in since has done so for this request: nobody is sent to sign in a second
 * time because reading took longer than `max_age`, and `max_age=0` can be met at all.
 */
export function demandedNow(asked: SignInDemands, requestedAt: Instant, now: Instant): SignInDemands {
  if (asked.maxAge === undefined) return asked;
  return { ...asked, maxAge: Math.max(asked.maxAge, toNumericDate(now) - toNumericDate(requestedAt)) };
}

/** What is known of a sign-in. */
export interface SignInFacts {
  /** When: seconds since the epoch. Undefined if the web session does not say. */
  readonly authTime?: number | undefined;
  readonly acr?: string | undefined;
}

/** Does a sign-in do? What is not known does not do. */
export type SignInVerdict = 'enough' | 'too-old' | 'too-weak';

/**
 * Is this sign-in fresh and strong enough?
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9470#section-5 RFC 9470, section 5}
 */
export function judgeSignIn({ authTime, acr }: SignInFacts, { maxAge, acrValues }: SignInDemands, now: Instant): SignInVerdict {
  if (maxAge !== undefined && (authTime === undefined || toNumericDate(now) - authTime > maxAge)) return 'too-old';
  if (acrValues !== undefined && (acr === undefined || !acrValues.includes(acr))) return 'too-weak';
  return 'enough';
}
