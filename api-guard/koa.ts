import type { Guard } from './create-guard.ts';
import { readDemands } from './demands.ts';
import type { Demands } from './demands.ts';
import { asGuardRequest } from './node-http.ts';
import type { NodeRequest } from './node-http.ts';
import type { VerifiedToken } from './verified-token.ts';

/** What is needed of a Koa context; any version of Koa fits, and this package needs none. */
export interface KoaContext {
  readonly req: NodeRequest;
  readonly originalUrl: string;
  readonly path: string;
  readonly method: string;
  state: { token?: VerifiedToken };
  status: number;
  body: unknown;
  set(headers: Record<string, string>): void;
}

/** A middleware for Koa. */
export type KoaMiddleware = (ctx: KoaContext, next: () => Promise<unknown>) => Promise<void>;

/**
 * Lets a request pass only with a good token, which it leaves in `ctx.state.token`.
 *
 * @throws {TypeError} if the demands make no sense
 */
export function requireToken(guard: Guard, demands: Demands = {}): KoaMiddleware {
  readDemands(demands); // a wrong route is noticed when it is made

  return async function checkToken(ctx, next) {
    const verdict = await guard.check({ ...asGuardRequest(ctx.req), url: ctx.originalUrl }, demands);
    if (verdict.kind === 'refused') {
      ctx.status = verdict.refusal.status;
      ctx.body = verdict.refusal.body;
      ctx.set({ ...verdict.refusal.headers });
      return;
    }
    ctx.state.token = verdict.token;
    ctx.set({ ...verdict.headers });
    await next();
  };
}

/** Serves the protected resource metadata to anyone, browsers included (RFC 9728, section 3). */
export function serveResourceMetadata({ metadata }: Guard): KoaMiddleware {
  return async function answerResourceMetadata(ctx, next) {
    if (ctx.path !== metadata.path || !['GET', 'HEAD'].includes(ctx.method)) {
      await next();
      return;
    }
    ctx.set({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=300' });
    ctx.body = metadata.document;
  };
}
