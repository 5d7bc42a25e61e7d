import { errors } from 'oidc-provider';

import { tighten } from '../domain/sign-in-demands.ts';
import type { SignInDemands } from '../domain/sign-in-demands.ts';
import type { ClientSettings, Settings } from '../settings/settings.ts';

/** A number of seconds, at most some thirty years. */
const SECONDS = /^\d{1,9}$/;
/** Names with a blank between them, as OpenID Connect Core, section 3.1.2.1, has them. */
const NAMES = /^[\x21-\x7e]+( [\x21-\x7e]+)*$/;
const LONGEST_NAMES = 256;

/**
 * What a console asks of the sign-in of whoever approves it, usually because an API has challenged it to. Whoever could never be approved is told so at once.
 *
 * @throws `invalid_request`; `unmet_authentication_requirements` where no sign-in can be of the kind asked for
 * @see {@link https://www.rfc-editor.org/rfc/rfc9470#section-5 RFC 9470, section 5}
 * @see {@link https://openid.net/specs/openid-connect-unmet-authentication-requirements-1_0.html Unmet Authentication Requirements 1.0}
 */
export function askedSignIn(
  { max_age: maxAge, acr_values: acrValues }: Readonly<Record<string, unknown>>,
  { approval }: Pick<ClientSettings, 'approval'>,
  { kind }: Pick<Settings['webSession'], 'kind'>,
): SignInDemands | undefined {
  if (!maxAge && !acrValues) return undefined;
  const asked = { ...readMaxAge(maxAge), ...readAcrValues(acrValues) };
  if (asked.acrValues && kind === 'accounts') throw unmet('sign-ins here are of no particular kind (acr)');
  if (tighten(approval.signIn, asked).acrValues?.length === 0)
    throw unmet('this client is only ever approved by other kinds of sign-in');
  return asked;
}

function readMaxAge(text: unknown): Pick<SignInDemands, 'maxAge'> {
  if (!text) return {};
  if (typeof text !== 'string' || !SECONDS.test(text)) throw new errors.InvalidRequest('max_age must be a number of seconds');
  return { maxAge: Number(text) };
}

function readAcrValues(text: unknown): Pick<SignInDemands, 'acrValues'> {
  if (!text) return {};
  if (typeof text !== 'string' || text.length > LONGEST_NAMES || !NAMES.test(text))
    throw new errors.InvalidRequest('acr_values must be names with a blank between them');
  return { acrValues: text.split(' ') };
}

function unmet(description: string): Error {
  return Object.assign(new errors.UnmetAuthenticationRequirements(description), { error_description: description });
}
