import Router from '@koa/router';
import type { Context } from 'koa';
import { buildEndSessionUrl } from 'openid-client';

import { judgeSignIn } from '../domain/sign-in-demands.ts';
import type { Csrf } from '../http/csrf.ts';
import { readForm } from '../http/form.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { ShowPage } from '../http/show-page.ts';
import { readSignInDemands } from '../http/sign-in-address.ts';
import type { Audit } from '../observe/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { BrowserSessions } from './browser-sessions.ts';
import { leadElsewhere } from './lead-elsewhere.ts';
import { isTroubleOfProvider } from './openid-provider.ts';
import type { FindProvider } from './openid-provider.ts';
import { RETURN_PATH } from './openid-sign-in.ts';
import type { CameBack, OpenIdSignIn } from './openid-sign-in.ts';
import { safeReturnAddress } from './return-address.ts';

/** What the pages need. */
export interface OpenIdPagesDeps {
  readonly sessions: BrowserSessions;
  readonly signIn: OpenIdSignIn;
  readonly findProvider: FindProvider;
  readonly csrf: Csrf;
  readonly show: ShowPage;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
  readonly issuer: string;
}

/** `/sign-in` leads to the provider, `/sign-in/return` is where it sends people back to, `/sign-out` ends our session and leads to where theirs ends. */
export function createOpenIdPages(deps: OpenIdPagesDeps): Router {
  const { sessions, signIn, findProvider, csrf, show, audit, clock, log, issuer } = deps;

  /** Trouble of the provider passes; anything else was no sign-in, and the log knows why. */
  async function attempt<T>(ctx: Context, step: Promise<T>): Promise<T> {
    try {
      return await step;
    } catch (error) {
      const request = ctx.state.requestId as string;
      if (isTroubleOfProvider(error)) {
        log.error('web_session.unavailable', { error, request });
        throw new ProblemError('unavailable', 'sign-in-silent', { cause: error });
      }
      const { code, error: refusal } = error as { readonly code?: unknown; readonly error?: unknown };
      log.warn('web_session.refused', { reason: asErrorCode(refusal) ?? code, error, request });
      audit({ event: 'sign_in.refused', reason: 'openid', address: ctx.ip });
      throw new ProblemError('web-session', 'sign-in-not-seen', { cause: error });
    }
  }

  function refuse(ctx: Context, reason: 'sign-in-not-seen' | 'sign-in-not-enough'): never {
    audit({ event: 'sign_in.refused', reason, address: ctx.ip });
    throw new ProblemError('web-session', reason);
  }

  /** Where people sign out of the provider and are led back from (RP-Initiated Logout 1.0, section 2), if it has such an address and answers now. */
  async function endSessionAddress(): Promise<string | undefined> {
    try {
      const provider = await findProvider();
      if (!provider.serverMetadata().end_session_endpoint) return undefined;
      return buildEndSessionUrl(provider, { post_logout_redirect_uri: `${issuer}/` }).href;
    } catch {
      return undefined; // our own session is over all the same, and that is what was asked for
    }
  }

  return new Router()
    .get('/sign-in', async function leadToProvider(ctx) {
      const returnTo = safeReturnAddress(String(ctx.query.return_to ?? ''), issuer);
      const demands = readSignInDemands(ctx.query);
      const visitor = await sessions.whoIs(ctx);
      const isEnough = visitor && judgeSignIn(visitor.person, demands, clock()) === 'enough';
      const address = () => attempt(ctx, signIn.begin(ctx, returnTo, demands));
      if (!isEnough) return leadElsewhere(ctx, show, { returnTo, demands, address });
      ctx.redirect(returnTo);
      ctx.status = 303;
    })
    .get(RETURN_PATH, async function comeBack(ctx) {
      const cameBack: CameBack | undefined = await attempt(ctx, signIn.finish(ctx));
      if (!cameBack) return refuse(ctx, 'sign-in-not-seen');
      const { person, origin, returnTo, demands } = cameBack;
      if (judgeSignIn(person, demands, clock()) !== 'enough') return refuse(ctx, 'sign-in-not-enough');
      await sessions.begin(ctx, person, origin);
      audit({ event: 'sign_in.accepted', account: person.id, address: ctx.ip });
      ctx.redirect(returnTo);
      ctx.status = 303;
    })
    .post('/sign-out', async function signOut(ctx) {
      const visitor = await sessions.whoIs(ctx);
      const form = await readForm(ctx);
      if (visitor && !csrf.isGenuine(ctx, visitor, form)) throw new ProblemError('forbidden', 'still-signed-in');
      if (!visitor) {
        show(ctx, { page: 'signed-out' });
        return;
      }
      await sessions.end(ctx);
      audit({ event: 'sign_out.done', account: visitor.person.id, address: ctx.ip });
      const address = await endSessionAddress();
      show(ctx, { page: 'signed-out', ...(address ? { elsewhere: { isOverHere: true, address } } : {}) });
    });
}

/** An error code as providers send them (RFC 6749, section 4.1.2.1). Anybody can put anything in its place: the rest of it is nobody's business. */
function asErrorCode(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined;
}
