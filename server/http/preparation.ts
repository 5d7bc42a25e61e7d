import type { Context, Middleware } from 'koa';

/** What is done to a request before anybody looks at it: at once, and without a way back. */
export type Preparation = (ctx: Context) => void;

/** Does all of it, in this order. */
export function prepare(...preparations: readonly Preparation[]): Middleware {
  return async function prepareRequest(ctx, next) {
    for (const preparation of preparations) preparation(ctx);
    await next();
  };
}
