import type { Middleware } from 'koa';

import { ApiProblem } from './api-problem.ts';

/** How long a browser may remember that it may ask, in seconds. */
const REMEMBERED = 600;

/** Who may ask from a page of theirs. */
export interface CorsDeps {
  /** As browsers write them: scheme, host, port. */
  readonly origins: readonly string[];
  /** Our own pages may always ask. */
  readonly issuer: string;
  readonly methods: string;
}

/**
 * Lets pages of the listed origins ask, and no others: a page elsewhere is refused before anything happens, not merely kept from reading the answer. What comes without
 * an origin comes from no page. Cookies are never part of it.
 *
 * @see {@link https://fetch.spec.whatwg.org/#http-cors-protocol Fetch, section 3.3}
 */
export function createCors({ origins, issuer, methods }: CorsDeps): Middleware {
  return async function admitOrigin(ctx, next) {
    const origin = ctx.get('Origin');
    ctx.vary('Origin');
    if (origin !== '' && origin !== issuer) {
      if (!origins.includes(origin))
        throw new ApiProblem('forbidden', { reason: 'origin', detail: 'This origin is not in "origins".' });
      ctx.set('Access-Control-Allow-Origin', origin);
      ctx.set('Access-Control-Expose-Headers', 'Retry-After, WWW-Authenticate, X-Request-Id');
    }
    if (ctx.method !== 'OPTIONS') {
      await next();
      return;
    }
    ctx.set('Access-Control-Allow-Methods', methods);
    ctx.set('Access-Control-Allow-Headers', 'authorization, content-type, accept-language');
    ctx.set('Access-Control-Max-Age', String(REMEMBERED));
    ctx.status = 204;
  };
}
