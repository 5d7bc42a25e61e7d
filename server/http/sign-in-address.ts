import type { ParsedUrlQuery } from 'node:querystring';

import type { SignInDemands } from '../domain/sign-in-demands.ts';

/** Longer than any list of authentication classes. */
const LONGEST_ACR_VALUES = 500;

/**
 * Where somebody signs in, whatever the kind of web session, and is led back from. The demands have the names that they have in OpenID Connect Core, section
 * 3.1.2.1.
 *
 * @param returnTo a path of ours
 */
export function signInAddress(returnTo: string, { maxAge, acrValues }: SignInDemands = {}): string {
  const demands = {
    ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
    ...(acrValues === undefined ? {} : { acr_values: acrValues.join(' ') }),
  };
  const query = new URLSearchParams(demands).toString();
  return `/sign-in?return_to=${encodeURIComponent(returnTo).replaceAll('%2F', '/')}${query ? `&${query}` : ''}`;
}

/** The demands in such an address. What is malformed demands nothing: whoever needs a fresh sign-in judges the one that comes back. */
export function readSignInDemands({ max_age: maxAge, acr_values: acrValues }: ParsedUrlQuery): SignInDemands {
  return {
    ...(typeof maxAge === 'string' && /^\d{1,9}$/.test(maxAge) ? { maxAge: Number(maxAge) } : {}),
    ...(typeof acrValues === 'string' &&
    /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(acrValues) &&
    acrValues.length <= LONGEST_ACR_VALUES
      ? { acrValues: acrValues.split(' ') }
      : {}),
  };
}
