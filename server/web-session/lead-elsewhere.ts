import type { Context } from 'koa';

import type { SignInDemands } from '../domain/sign-in-demands.ts';
import type { ShowPage } from '../http/show-page.ts';
import { signInAddress } from '../http/sign-in-address.ts';

/**
 * Leads to a site where people sign in. Whoever comes from a form is led there by a page that goes on by itself, and by a link for browsers that do not: see `http/lead-to-sign-in.ts`.
 *
 * @param address makes the address there; not called on the way of the form
 */
export async function leadElsewhere(
  ctx: Context,
  show: ShowPage,
  {
    returnTo,
    demands,
    address,
  }: { readonly returnTo: string; readonly demands: SignInDemands; readonly address: () => Promise<string> },
): Promise<void> {
  if (ctx.query.after === 'form') {
    const here = signInAddress(returnTo, demands);
    ctx.set('Refresh', `0; url=${here}`);
    show(ctx, { page: 'leaving', address: here });
    return;
  }
  ctx.redirect(await address());
  ctx.status = 303;
}
