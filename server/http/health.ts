import Router from '@koa/router';

import type { Log } from '../ports/log.ts';

/** `/health/live`: the process answers. `/health/ready`: storage takes writes, so traffic may come. */
export function createHealth({ ping, log }: { readonly ping: () => Promise<void>; readonly log: Log }): Router {
  return new Router()
    .get('/health/live', function live(ctx) {
      ctx.body = { status: 'live' };
    })
    .get('/health/ready', async function ready(ctx) {
      try {
        await ping();
        ctx.body = { status: 'ready' };
      } catch (error) {
        log.warn('storage.not_ready', { error });
        ctx.status = 503;
        ctx.set('Retry-After', '5');
        ctx.body = { status: 'not ready', reason: 'storage does not answer' };
      }
    });
}
