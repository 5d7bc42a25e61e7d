import type { Context } from 'koa';

import type { SignInDemands } from '../domain/sign-in-demands.ts';
import { signInAddress } from './sign-in-address.ts';

/**
 * Sends somebody to sign in, and back to a path of ours. It says so when they come from a form: where people sign in on another site, the way there must then not be a mere chain of
 * redirects, which browsers cut (CSP3, section 6.4.3: `form-action` holds for redirects too).
 */
export function leadToSignIn(ctx: Context, returnTo: string, demands?: SignInDemands): void {
  ctx.redirect(signInAddress(returnTo, demands) + (ctx.method === 'POST' ? '&after=form' : ''));
  ctx.status = 303;
}
