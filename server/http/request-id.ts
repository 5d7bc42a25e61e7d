import type { Middleware } from 'koa';

import type { RandomId } from '../ports/clock.ts';

/** Gives each request a name, which its log events, its error page and its answer (`X-Request-Id`) share. */
export function createRequestId({ randomId }: { readonly randomId: RandomId }): Middleware {
  return async function giveRequestId(ctx, next) {
    const requestId = randomId(9);
    ctx.state.requestId = requestId;
    ctx.set('X-Request-Id', requestId);
    await next();
  };
}
