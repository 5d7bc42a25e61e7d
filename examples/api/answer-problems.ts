import { STATUS_CODES } from 'node:http';

import Koa from 'koa';
import type { Context, Next } from 'koa';

/** Answers what went wrong as problem details (RFC 9457), and lets nobody keep a copy of what is only for the caller. */
export async function answerProblems(ctx: Context, next: Next): Promise<void> {
  ctx.set('Cache-Control', 'no-store');
  try {
    await next();
    if (ctx.status >= 400 && !ctx.body) answer(ctx, ctx.status);
  } catch (error) {
    if (!(error instanceof Koa.HttpError && error.expose)) throw error; // ours: Koa logs it and says 500
    answer(ctx, error.status, error.message);
  }
}

function answer(ctx: Context, status: number, title = STATUS_CODES[status]): void {
  ctx.status = status;
  ctx.body = { title, status };
  ctx.type = 'application/problem+json';
}
