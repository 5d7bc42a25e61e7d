import type { Context, Middleware } from 'koa';

import type { Log } from '../ports/log.ts';
import { StorageError } from '../ports/storage-error.ts';
import { languageOf, messagesIn } from './languages.ts';
import { ProblemError } from './problem-error.ts';
import type { ShowPage } from './show-page.ts';

/**
 * Whatever goes wrong on a page becomes a page with a next step, never a stack trace. What a person can mend is told; everything else is a bug of
 * ours: logged with the request id, and shown as "something broke on our side".
 */
export function createAnswerErrors({ show, log }: { readonly show: ShowPage; readonly log: Log }): Middleware {
  return async function answerErrors(ctx, next) {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined) throw new ProblemError('not-found', 'nothing-here');
    } catch (error) {
      if (ctx.req.destroyed && !ctx.req.complete) return; // the peer went away in the middle of its request: nobody to answer, nothing to mend
      const problem = asProblem(error);
      const where = { request: ctx.state.requestId as string, path: ctx.path };
      if (problem.problem === 'broken') log.error('server.broke', { ...where, error });
      if (error instanceof StorageError) log.error('storage.failed', { ...where, error });
      answer(ctx, problem, show);
    }
  };
}

function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof StorageError) return new ProblemError('unavailable', 'storage-silent', { cause: error });
  return new ProblemError('broken', undefined, { cause: error });
}

function answer(ctx: Context, { problem, status, reason }: ProblemError, show: ShowPage): void {
  const requestId = ctx.state.requestId as string;
  if (status === 503) ctx.set('Retry-After', '5');
  if (ctx.accepts('html', 'json') === 'html') {
    show(ctx, { page: 'problem', status, code: problem, requestId, ...(reason ? { reason } : {}) });
    return;
  }
  const { problems, reasons } = messagesIn(languageOf(ctx)).problem;
  ctx.vary('Accept-Language');
  ctx.status = status;
  ctx.type = 'application/problem+json';
  ctx.body = {
    type: 'about:blank',
    status,
    title: reason ? reasons[reason] : problems[problem].heading,
    code: problem,
    request_id: requestId,
  };
}
