import type { Middleware } from 'koa';

/** Gives each request a name, which its log events, its error page and its answer (`X-Request-Id`) share. */
export function createRequestId({ newRequestId }: { readonly newRequestId: () => string }): Middleware {
  return async function giveRequestId(ctx, next) {
    const requestId = newRequestId();
    ctx.state.requestId = requestId;
    ctx.set('X-Request-Id', requestId);
    await next();
  };
}
