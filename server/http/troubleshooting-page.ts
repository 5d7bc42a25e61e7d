import Router from '@koa/router';

import type { ShowPage } from './show-page.ts';

/** `/troubleshooting`: every message people can meet, explained. Open to everybody, since not getting in is one of them. */
export function createTroubleshootingPage({ show }: { readonly show: ShowPage }): Router {
  return new Router().get('/troubleshooting', function troubleshoot(ctx) {
    show(ctx, { page: 'troubleshooting' });
  });
}
