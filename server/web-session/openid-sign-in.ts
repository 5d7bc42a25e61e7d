import type { Context } from 'koa';
import * as openid from 'openid-client';

import type { TakeFingerprint } from '../domain/fingerprint.ts';
import type { SignInDemands } from '../domain/sign-in-demands.ts';
import type { Seconds } from '../domain/units.ts';
import { createCookie } from '../http/cookies.ts';
import { readSignInDemands, signInAddress } from '../http/sign-in-address.ts';
import type { Person } from '../http/visitor.ts';
import type { Clock, RandomId } from '../ports/clock.ts';
import type { OpenIdWebSession } from '../settings/web-session-settings.ts';
import type { KeptSession } from './browser-sessions.ts';
import type { FindProvider } from './openid-provider.ts';
import { readPerson } from './read-person.ts';
import { safeReturnAddress } from './return-address.ts';

/** How long a person may take at the provider. */
const PATIENCE: Seconds = 30 * 60;

/** Where the provider sends people back to. */
export const RETURN_PATH = '/sign-in/return';

/** A person who came back from the provider, and where they wanted to go. */
export interface CameBack {
  readonly person: Person;
  /** What the provider calls them, and this sign-in. */
  readonly origin: NonNullable<KeptSession['origin']>;
  readonly returnTo: string;
  readonly demands: SignInDemands;
}

/** The authorization code flow, from here to the provider and back. */
export interface OpenIdSignIn {
  /** @returns the address at the provider; the browser is given a cookie by which it is known when it comes back */
  begin(ctx: Context, returnTo: string, demands: SignInDemands): Promise<string>;
  /** @throws what openid-client throws for an answer that is not to be trusted. @returns undefined if this browser did not begin, or there is no subject */
  finish(ctx: Context): Promise<CameBack | undefined>;
}

/** What signing in needs. */
export interface OpenIdSignInDeps {
  readonly settings: OpenIdWebSession;
  readonly findProvider: FindProvider;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly randomId: RandomId;
  readonly issuer: string;
}

/**
 * Code flow with PKCE, `state` and `nonce`. All three are made from one secret that only this browser has, in a cookie: nothing is stored, and an answer that somebody else began
 * is worth nothing in this browser (RFC 9700, section 4.7: login CSRF).
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth OpenID Connect Core, section 3.1}
 */
export function createOpenIdSignIn(deps: OpenIdSignInDeps): OpenIdSignIn {
  const { settings, findProvider, takeFingerprint, clock, randomId, issuer } = deps;
  const cookie = createCookie('sign-in', { issuer });
  const from = (secret: string, purpose: 'state' | 'nonce' | 'verifier') => takeFingerprint('sign_in', `${purpose} ${secret}`);

  return {
    async begin(ctx, returnTo, demands) {
      const provider = await findProvider();
      const secret = randomId(32);
      cookie.write(ctx, `${secret}.${signInAddress(returnTo, demands)}`, PATIENCE);
      const { maxAge, acrValues = settings.acrValues } = demands;
      return openid.buildAuthorizationUrl(provider, {
        redirect_uri: issuer + RETURN_PATH,
        scope: settings.scope,
        state: from(secret, 'state'),
        nonce: from(secret, 'nonce'),
        code_challenge: await openid.calculatePKCECodeChallenge(from(secret, 'verifier')),
        code_challenge_method: 'S256',
        ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
        ...(acrValues === undefined ? {} : { acr_values: acrValues.join(' ') }),
      }).href;
    },

    async finish(ctx) {
      const kept = cookie.read(ctx) ?? '';
      cookie.clear(ctx);
      const [, secret, address] = /^([\w-]{43})\.(\/.*)$/.exec(kept) ?? [];
      if (secret === undefined || address === undefined) return undefined;
      const wanted = new URL(address, issuer).searchParams;
      const demands = withDefaults(readSignInDemands(Object.fromEntries(wanted)), settings);
      const provider = await findProvider();
      const answer = new URL(RETURN_PATH + ctx.search, issuer);
      const tokens = await openid.authorizationCodeGrant(provider, answer, {
        expectedState: from(secret, 'state'),
        expectedNonce: from(secret, 'nonce'),
        pkceCodeVerifier: from(secret, 'verifier'),
        idTokenExpected: true,
        ...(demands.maxAge === undefined ? {} : { maxAge: demands.maxAge }),
      });
      const identity = tokens.claims();
      if (!identity) return undefined;
      // Many providers tell names and groups at the userinfo endpoint only. What the signed token says counts for more.
      const more = provider.serverMetadata().userinfo_endpoint
        ? await openid.fetchUserInfo(provider, tokens.access_token, identity.sub)
        : {};
      const read = readPerson({ ...more, ...identity }, settings.person, clock());
      const origin = { subject: identity.sub, ...(typeof identity.sid === 'string' ? { signIn: identity.sid } : {}) };
      return read && { person: read.person, origin, returnTo: safeReturnAddress(wanted.get('return_to') ?? '', issuer), demands };
    },
  };
}

function withDefaults(demands: SignInDemands, { acrValues }: OpenIdWebSession): SignInDemands {
  return { ...(acrValues ? { acrValues } : {}), ...demands };
}
