import type { Context, Middleware } from 'koa';

import type { Log } from '../ports/log.ts';
import { StorageError } from '../ports/storage-error.ts';
import { hasHelp } from './help-topics.ts';

/** The endpoints that programs post to, and only post to. */
const PROGRAM_ENDPOINTS: ReadonlySet<string> = new Set(['/device_authorization', '/token', '/revoke', '/introspect']);

/** When to come again if storage does not answer, in seconds: about as long as a failover takes (RFC 9110, section 10.2.3). */
export const RETRY_AFTER = '5';

/** What programs hear when storage does not answer: nothing was decided, and they may come again. */
export const STORAGE_DOES_NOT_ANSWER = {
  error: 'temporarily_unavailable',
  error_description: 'the server cannot reach its storage, try again shortly',
} as const;

/** What console programs hear all day, and an answer that is the same from wherever it comes: these need no explanation. */
const UNEXPLAINED: ReadonlySet<string> = new Set(['authorization_pending', 'slow_down', STORAGE_DOES_NOT_ANSWER.error]);

/** Gives an error the address where people can read about it (`error_uri`, RFC 6749, section 5.2). */
function pointToHelp(ctx: Context, issuer: string): void {
  const { body } = ctx;
  if (typeof body !== 'object' || body === null || !('error' in body) || typeof body.error !== 'string') return;
  if (hasHelp(body.error) && !UNEXPLAINED.has(body.error))
    ctx.body = { ...body, error_uri: `${issuer}/troubleshooting#${body.error}` };
}

/** Is the request for one of them? In lower case, because the engine's router ignores case too. */
export function isForPrograms({ path }: Context): boolean {
  return PROGRAM_ENDPOINTS.has(path) || PROGRAM_ENDPOINTS.has(path.toLowerCase());
}

/**
 * Programs get JSON whatever their Accept header says, a wrong method is an OAuth error with the right one beside it, and a storage that does not answer is one
 * that they may repeat (RFC 6749, section 5.2; RFC 9110, sections 15.5.6 and 15.6.4).
 */
export function createOAuthEndpoints({ log, issuer }: { readonly log: Log; readonly issuer: string }): Middleware {
  return async function speakOAuth(ctx, next) {
    ctx.req.headers.accept = 'application/json';
    ctx.set('Cache-Control', 'no-store');
    if (ctx.method !== 'POST' && ctx.method !== 'OPTIONS') {
      ctx.set('Allow', 'POST');
      ctx.status = 405;
      ctx.body = { error: 'invalid_request', error_description: `${ctx.path} takes POST requests` };
      pointToHelp(ctx, issuer);
      return;
    }
    try {
      await next();
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      log.error('storage.failed', { request: ctx.state.requestId as string, path: ctx.path, error });
      ctx.status = 503;
      ctx.body = STORAGE_DOES_NOT_ANSWER;
    }
    pointToHelp(ctx, issuer);
    if (ctx.status === 503) ctx.set('Retry-After', RETRY_AFTER);
  };
}
