import Router from '@koa/router';

import type { Csrf } from './csrf.ts';
import type { ShowPage } from './show-page.ts';
import type { Visitors } from './visitor.ts';

/** `/`: says what this is and leads to the code page. */
export function createHomePage(deps: {
  readonly show: ShowPage;
  readonly visitors: Visitors;
  readonly csrf: Csrf;
  readonly issuer: string;
}): Router {
  const { show, visitors, csrf, issuer } = deps;
  return new Router().get('/', async function home(ctx) {
    const visitor = await visitors.whoIs(ctx);
    show(ctx, { page: 'home', issuer, ...(visitor ? { signedInAs: visitor.person.name, csrf: csrf.token(ctx, visitor) } : {}) });
  });
}
