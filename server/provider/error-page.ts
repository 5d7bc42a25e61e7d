import type { Configuration } from 'oidc-provider';

import type { ShowPage } from '../http/show-page.ts';

/** The engine's own error page, for a browser that ended up at an endpoint of programs: ours, with the OAuth error in words. */
export function createErrorPage({ show }: { readonly show: ShowPage }): NonNullable<Configuration['renderError']> {
  return function renderError(ctx, { error, error_description: description }) {
    show(ctx, {
      page: 'problem',
      status: ctx.status,
      code: ctx.status >= 500 ? 'broken' : 'oauth',
      requestId: ctx.state.requestId as string,
      detail: description ?? error,
    });
  };
}
