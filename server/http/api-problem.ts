import type { Context, Middleware } from 'koa';

import type { Seconds } from '../domain/units.ts';
import type { Log } from '../ports/log.ts';
import { StorageError } from '../ports/storage-error.ts';
import { ProblemError } from './problem-error.ts';

/** Every way in which our JSON APIs say no, with its status. The names are promises. */
const STATUS = {
  invalid_request: 400,
  invalid_token: 401,
  forbidden: 403,
  unknown_code: 404,
  unknown_device: 404,
  not_found: 404,
  method_not_allowed: 405,
  already_decided: 409,
  code_expired: 410,
  too_many_attempts: 429,
  server_error: 500,
  unavailable: 503,
} as const;

/** Says what went wrong, to programs. */
export type ApiProblemCode = keyof typeof STATUS;

/** What else there is to say. */
export interface ApiProblemDetails {
  /** For programs: which of several reasons. */
  readonly reason?: string;
  /** For people or developers: what happened, and what to do. */
  readonly detail?: string;
  readonly retryAfter?: Seconds;
  /** Further members of the document. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** The challenge of a 401 (RFC 9110, section 11.6.1). */
  readonly challenge?: string;
}

/** A request to a JSON API that is not answered with what was asked for. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ApiProblemCode;
  readonly details: ApiProblemDetails;

  constructor(code: ApiProblemCode, details: ApiProblemDetails = {}, options?: ErrorOptions) {
    super(details.reason ?? code, options);
    this.code = code;
    this.details = details;
  }
}

/** How long whoever met a trouble of ours should wait (RFC 9110, section 10.2.3). */
const TROUBLE_LASTS: Seconds = 5;

/** Whatever goes wrong below becomes a problem document. @see {@link https://www.rfc-editor.org/rfc/rfc9457 RFC 9457} */
export function createAnswerApiProblems({ log }: { readonly log: Log }): Middleware {
  return async function answerApiProblems(ctx, next) {
    try {
      await next();
    } catch (error) {
      if (ctx.req.destroyed && !ctx.req.complete) return; // nobody is there to be answered
      const problem = asApiProblem(error);
      const where = { request: ctx.state.requestId as string, path: ctx.path };
      if (error instanceof StorageError) log.error('storage.failed', { ...where, error });
      if (problem.code === 'server_error') log.error('server.broke', { ...where, error });
      answer(ctx, problem);
    }
  };
}

function asApiProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const isTrouble = error instanceof StorageError || (error instanceof ProblemError && error.problem === 'unavailable');
  if (!isTrouble) return new ApiProblem('server_error', {}, { cause: error });
  const detail = 'Something that this server needs does not answer. Whether a decision was kept, sending it again will tell.';
  return new ApiProblem('unavailable', { detail, retryAfter: TROUBLE_LASTS }, { cause: error });
}

function answer(ctx: Context, { code, details }: ApiProblem): void {
  const { reason, detail, retryAfter, more, challenge } = details;
  if (retryAfter !== undefined) ctx.set('Retry-After', String(retryAfter));
  if (challenge !== undefined) ctx.set('WWW-Authenticate', challenge);
  ctx.status = STATUS[code];
  ctx.body = {
    type: 'about:blank',
    title: code.replaceAll('_', ' '),
    status: STATUS[code],
    code,
    ...(reason === undefined ? {} : { reason }),
    ...(detail === undefined ? {} : { detail }),
    ...more,
    request_id: ctx.state.requestId as string,
  };
  ctx.type = 'application/problem+json';
}
