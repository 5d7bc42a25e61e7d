import { believableLife } from '../device-grant/believable-time.ts';
import type { TokenAnswer } from '../device-grant/poll-for-tokens.ts';
import { BY_THE_BOOK, providerOf } from '../issuer/providers.ts';
import { problem } from '../problems/problem.ts';
import type { Login } from '../store/token-store.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { Instant } from '../units.ts';

/** The part of a login that every token answer brings anew. */
type Granted = Pick<Login, 'accessToken' | 'accessTokenExpiresAt' | 'tokenType' | 'scopes' | 'refreshToken'>;

/** What can stand in a header, on a line and on a screen as it is: visible ASCII (RFC 6749, appendix A.12, but for the blank, which no header takes: RFC 6750, section 2.1). */
const ACCESS_TOKEN = /^[\x21-\x7e]+$/;

/** Visible ASCII and blanks (RFC 6749, appendix A.17). */
export function isRefreshToken(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

/**
 * Reads a token answer (RFC 6749, section 5.1).
 *
 * @param asked what was asked for or held before: what the answer does not mention stays as it was (sections 5.1 and 6)
 * @param sentAt when the request was sent: the token's life is counted from there
 * @throws Problem `issuer_answer` when a token has characters that no token has
 */
export function readTokenAnswer(
  answer: TokenAnswer,
  asked: {
    readonly issuer: string;
    readonly scopes: readonly string[];
    readonly refreshToken?: string | undefined;
    readonly provider?: string | undefined;
  },
  sentAt: Instant,
): Granted {
  if (!ACCESS_TOKEN.test(answer.access_token))
    throw problem('issuer_answer', { issuer: asked.issuer, detail: 'access_token has characters that no token has' });
  if (answer.refresh_token !== undefined && !isRefreshToken(answer.refresh_token))
    throw problem('issuer_answer', { issuer: asked.issuer, detail: 'refresh_token has characters that no token has' });
  const life = believableLife(answer.expires_in);
  return {
    accessToken: answer.access_token,
    accessTokenExpiresAt: life === undefined ? undefined : sentAt + life * 1000,
    tokenType: answer.token_type === 'dpop' ? 'DPoP' : 'Bearer',
    scopes: answer.scope === undefined ? asked.scopes : splitScope(answer.scope, providerOf(asked.provider).scopeSeparator),
    refreshToken: answer.refresh_token ?? asked.refreshToken,
  };
}

/** Scopes that an ID token stands for, where a server does not name them (OpenID Connect Core 1.0, section 5.4). */
const SAID_BY_ID_TOKEN: readonly string[] = ['openid', 'profile', 'email'];

/**
 * What was asked for and not given: a server may give less, and then has to say what it gave (RFC 6749, sections 3.3 and 5.1). Some name only the rights of the
 * access token, and not what came beside it (OpenID Connect Core 1.0, sections 5.4 and 11).
 */
export function refusedScopes(
  asked: readonly string[],
  { scopes, refreshToken, subject }: Pick<Granted, 'scopes' | 'refreshToken'> & Pick<Login, 'subject'>,
): string[] {
  const isGiven = (name: string): boolean =>
    scopes.includes(name) ||
    (name === 'offline_access' && refreshToken !== undefined) ||
    (SAID_BY_ID_TOKEN.includes(name) && subject !== undefined);
  return asked.filter((name) => !isGiven(name));
}

/** Who logged in, as far as an ID token says (OpenID Connect Core 1.0, sections 2 and 5.1). */
export function readIdentity(answer: TokenAnswer): Pick<Login, 'subject' | 'account'> {
  const claims = answer.claims();
  if (claims === undefined) return {};
  const name = [claims.preferred_username, claims.email, claims.name, claims.sub].find(
    (claim) => typeof claim === 'string' && claim !== '',
  );
  return { subject: cleanText(claims.sub), account: typeof name === 'string' ? cleanText(name, 80) : undefined };
}

/** `scope` is a list with blanks in between (RFC 6749, section 3.3), or what a provider puts there. */
export function splitScope(scope: string | undefined, separator = BY_THE_BOOK.scopeSeparator): string[] {
  return (scope ?? '')
    .split(separator)
    .filter((name) => name !== '')
    .map((name) => cleanText(name, 120));
}
