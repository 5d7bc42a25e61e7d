import type { Middleware } from 'koa';

import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

/** Logs each request at level debug: its path without the query, never its body or headers. */
export function createRequestLog({ log, clock }: { readonly log: Log; readonly clock: Clock }): Middleware {
  return async function logRequest(ctx, next) {
    const startedAt = clock();
    await next();
    log.debug('request.answered', {
      request: ctx.state.requestId as string,
      method: ctx.method,
      path: ctx.path,
      status: ctx.status,
      ms: clock() - startedAt,
      address: ctx.ip,
    });
  };
}
