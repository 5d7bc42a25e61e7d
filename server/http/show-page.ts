import type { Context } from 'koa';

import { languageOf } from './languages.ts';
import type { PageModel } from './page-models.ts';
import type { Render } from './render.ts';

/** Answers a request with a page. */
export type ShowPage = (ctx: Context, model: PageModel) => void;

/** Problems that people can meet on a form: the page is shown again, and it is not a success. */
const PROBLEM_STATUS: Readonly<Record<string, number>> = {
  'too-many-attempts': 429,
  'form-expired': 403,
  'wrong-credentials': 401,
  locked: 403,
};

/** Pages are made for one person at one moment, in their language: never kept (RFC 9111, section 5.2.2.5). */
export function createShowPage({ render }: { readonly render: Render }): ShowPage {
  return function showPage(ctx, model) {
    ctx.status = statusOf(model);
    ctx.set('Cache-Control', 'no-store');
    ctx.vary('Accept-Language');
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = render(model, languageOf(ctx));
  };
}

function statusOf(model: PageModel): number {
  if (model.page === 'problem') return model.status;
  if ('problem' in model && model.problem) return PROBLEM_STATUS[model.problem] ?? 422;
  return 200;
}
