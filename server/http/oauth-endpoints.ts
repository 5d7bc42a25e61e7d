import type { Middleware } from 'koa';

/** The endpoints that programs post to, and only post to. */
const POST_ENDPOINTS: ReadonlySet<string> = new Set(['/device_authorization', '/token', '/revoke', '/introspect']);

/** When to come again if storage does not answer, in seconds: about as long as a failover takes (RFC 9110, section 10.2.3). */
const RETRY_AFTER = '5';

/**
 * Programs get JSON whatever their Accept header says, and a wrong method is an OAuth error with the right one beside it (RFC 6749, section 5.2;
 * RFC 9110, section 15.5.6).
 */
export function createOAuthEndpoints(): Middleware {
  return async function speakOAuth(ctx, next) {
    const isOurs = POST_ENDPOINTS.has(ctx.path.toLowerCase()); // the engine's router ignores case too
    if (isOurs) {
      ctx.req.headers.accept = 'application/json';
      ctx.set('Cache-Control', 'no-store');
    }
    if (!isOurs || ctx.method === 'POST' || ctx.method === 'OPTIONS') {
      await next();
      if (isOurs && ctx.status === 503) ctx.set('Retry-After', RETRY_AFTER);
      return;
    }
    ctx.set('Allow', 'POST');
    ctx.status = 405;
    ctx.body = { error: 'invalid_request', error_description: `${ctx.path} takes POST requests` };
  };
}
