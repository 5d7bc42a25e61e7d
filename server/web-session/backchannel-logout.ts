import Router from '@koa/router';
import { errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';

import type { Seconds } from '../domain/units.ts';
import { readForm } from '../http/form.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { OpenIdWebSession } from '../settings/web-session-settings.ts';
import { isTroubleOfProvider } from './openid-provider.ts';
import type { FindProvider } from './openid-provider.ts';
import type { SignOuts, SignedOut } from './sign-outs.ts';
import { KeysUnavailable, createTokenKeys } from './token-keys.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const CLOCK_TOLERANCE: Seconds = 60;
/** A logout token is made for one message (section 4 of the specification: no more than two minutes). */
const LONGEST_LIFE: Seconds = 120;

/** What hearing of sign-outs needs. */
export interface BackchannelLogoutDeps {
  readonly settings: OpenIdWebSession;
  readonly findProvider: FindProvider;
  readonly signOuts: SignOuts;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * `POST /sign-out/backchannel`: the provider says that somebody signed out there, and their sessions here are over. It says so with a token that only it can sign, so a repeated
 * message does no harm, and nobody else's does anything.
 *
 * @see {@link https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRequest OpenID Connect Back-Channel Logout, section 2.5}
 */
export function createBackchannelLogout({ settings, findProvider, signOuts, clock, log }: BackchannelLogoutDeps): Router {
  let keys: { readonly uri: string; readonly find: JWTVerifyGetKey } | undefined;

  async function keysAt(uri: string): Promise<JWTVerifyGetKey> {
    if (keys?.uri !== uri) keys = { uri, find: createTokenKeys({ uri }) };
    return Promise.resolve(keys.find);
  }

  async function verify(token: string): Promise<JWTPayload> {
    const metadata = (await findProvider()).serverMetadata();
    const { payload } = await jwtVerify(token, await keysAt(metadata.jwks_uri ?? ''), {
      issuer: metadata.issuer,
      audience: settings.clientId,
      algorithms: (metadata.id_token_signing_alg_values_supported ?? ['RS256']).filter((name) => !/^(HS|none)/.test(name)),
      maxTokenAge: LONGEST_LIFE,
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: new Date(clock()),
      requiredClaims: ['iss', 'aud', 'iat', 'jti', 'events'],
    });
    return payload;
  }

  return new Router().post('/sign-out/backchannel', async function hearOfSignOut(ctx) {
    const token = (await readForm(ctx)).field('logout_token');
    ctx.set('Cache-Control', 'no-store');
    try {
      const over = readSignedOut(await verify(token));
      if (!over) throw new errors.JWTInvalid('not a logout token');
      await signOuts.remember(over);
      ctx.status = 200;
      ctx.body = '';
    } catch (error) {
      if (error instanceof KeysUnavailable || isTroubleOfProvider(error))
        throw new ProblemError('unavailable', 'sign-in-silent', { cause: error });
      if (!(error instanceof errors.JOSEError)) throw error;
      log.warn('web_session.sign_out_refused', { reason: error.code, request: ctx.state.requestId as string });
      ctx.status = 400;
      ctx.body = { error: 'invalid_request', error_description: 'the logout token was not taken' };
    }
  });
}

/** What is over, as the token says; undefined if it is no logout token (section 2.4: `events`, no `nonce`, `sid` or `sub`). */
function readSignedOut({ events, nonce, sid, sub }: JWTPayload): SignedOut | undefined {
  const isLogout = typeof events === 'object' && events !== null && Object.hasOwn(events, EVENT) && nonce === undefined;
  if (!isLogout) return undefined;
  if (typeof sid === 'string') return { signIn: sid };
  return typeof sub === 'string' ? { subject: sub } : undefined;
}
