import Router from '@koa/router';
import type { Context } from 'koa';

import { judgeSignIn } from '../domain/sign-in-demands.ts';
import type { SignInDemands } from '../domain/sign-in-demands.ts';
import type { Csrf } from '../http/csrf.ts';
import { readForm } from '../http/form.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { ShowPage } from '../http/show-page.ts';
import { readSignInDemands } from '../http/sign-in-address.ts';
import type { Visitors } from '../http/visitor.ts';
import type { Clock } from '../ports/clock.ts';
import { leadElsewhere } from './lead-elsewhere.ts';
import { safeReturnAddress } from './return-address.ts';

/** What sending people elsewhere needs. */
export interface SignInElsewhereDeps {
  readonly visitors: Visitors;
  readonly csrf: Csrf;
  readonly show: ShowPage;
  readonly clock: Clock;
  readonly issuer: string;
  /** @param returnTo a whole address of ours @returns where people sign in, and are led back from. Undefined where that has no address */
  readonly loginAddress: ((returnTo: string, demands: SignInDemands) => string) | undefined;
  /** Where people sign out, if that has an address. */
  readonly logoutUrl: string | undefined;
}

const RETURN = '/sign-in/return';

/**
 * The pages of a session that is made and ended elsewhere: `/sign-in` leads there, `/sign-in/return` is where people come back to, `/sign-out` says where to
 * sign out. Coming back has an address of its own so that somebody who comes back without a session is told so, instead of being sent to and fro for ever.
 */
export function createSignInElsewhere(deps: SignInElsewhereDeps): Router {
  const { visitors, csrf, show, clock, issuer, loginAddress, logoutUrl } = deps;

  async function judge(ctx: Context): Promise<'enough' | 'sign-in-not-enough' | 'sign-in-not-seen'> {
    const visitor = await visitors.whoIs(ctx);
    if (!visitor) return 'sign-in-not-seen';
    return judgeSignIn(visitor.person, readSignInDemands(ctx.query), clock()) === 'enough' ? 'enough' : 'sign-in-not-enough';
  }

  return new Router()
    .get('/sign-in', async function leadToLogin(ctx) {
      const returnTo = safeReturnAddress(String(ctx.query.return_to ?? ''), issuer);
      const demands = readSignInDemands(ctx.query);
      const verdict = await judge(ctx);
      if (verdict !== 'enough') {
        if (!loginAddress) throw new ProblemError('web-session', verdict);
        const address = () => Promise.resolve(loginAddress(comingBackTo(ctx, returnTo), demands));
        return leadElsewhere(ctx, show, { returnTo, demands, address });
      }
      ctx.redirect(returnTo);
      ctx.status = 303;
    })
    .get(RETURN, async function comeBack(ctx) {
      const returnTo = safeReturnAddress(String(ctx.query.return_to ?? ''), issuer);
      const verdict = await judge(ctx);
      if (verdict !== 'enough') throw new ProblemError('web-session', verdict);
      ctx.redirect(returnTo);
      ctx.status = 303;
    })
    .post('/sign-out', async function sayWhere(ctx) {
      const visitor = await visitors.whoIs(ctx);
      const form = await readForm(ctx);
      if (visitor && !csrf.isGenuine(ctx, visitor, form)) throw new ProblemError('forbidden', 'still-signed-in');
      show(ctx, {
        page: 'signed-out',
        ...(visitor ? { elsewhere: { isOverHere: false, ...(logoutUrl ? { address: logoutUrl } : {}) } } : {}),
      });
    });

  function comingBackTo(ctx: Context, returnTo: string): string {
    const url = new URL(RETURN, issuer);
    url.searchParams.set('return_to', returnTo);
    for (const demand of ['max_age', 'acr_values'])
      if (typeof ctx.query[demand] === 'string') url.searchParams.set(demand, ctx.query[demand]);
    return url.href;
  }
}

/** The login of a product, with the address to come back to and the demands of OpenID Connect Core, section 3.1.2.1, which it may or may not know. */
export function createLoginAddress(loginUrl: string, returnParameter: string) {
  return function loginAddress(returnTo: string, { maxAge, acrValues }: SignInDemands): string {
    const url = new URL(loginUrl);
    url.searchParams.set(returnParameter, returnTo);
    if (maxAge !== undefined) url.searchParams.set('max_age', String(maxAge));
    if (acrValues !== undefined) url.searchParams.set('acr_values', acrValues.join(' '));
    return url.href;
  };
}
