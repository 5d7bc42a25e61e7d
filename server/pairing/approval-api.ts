import Router from '@koa/router';
import type { Context, Middleware } from 'koa';

import { formatUserCode, normaliseUserCode } from '../domain/user-code.ts';
import type { UserCodeShape } from '../domain/user-code.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { Callers } from '../http/caller.ts';
import { readJsonBody } from '../http/json-body.ts';
import type { JsonBody } from '../http/json-body.ts';
import { languageOf } from '../http/languages.ts';
import type { Visitor } from '../http/visitor.ts';
import { toApiProblem } from './approval-problems.ts';
import { describeReview } from './approval-review.ts';
import type { Catalogue } from './catalogue.ts';
import type { Answer } from './outcomes.ts';
import type { Pairing } from './pairing.ts';

/** What the approval API needs. */
export interface ApprovalApiDeps {
  readonly pairing: Pairing;
  readonly catalogue: Catalogue;
  readonly callers: Callers;
  readonly userCode: UserCodeShape;
  readonly admitOrigin: Middleware;
  readonly answerApiProblems: Middleware;
}

/**
 * The approval API, for a product that has a page of its own: look up, approve, deny, in the name of the person whose token comes with the request. The rules, and the
 * count of wrong codes, are those of the hosted page. docs/openapi.yaml describes it.
 */
export function createApprovalApi(deps: ApprovalApiDeps): Router {
  const { pairing, callers, userCode: shape } = deps;

  async function read(ctx: Context): Promise<{ visitor: Visitor; body: JsonBody }> {
    const visitor = await callers.whoCalls(ctx); // first: who may not ask learns nothing about what a good request is
    return { visitor, body: await readJsonBody(ctx) };
  }

  async function decide(ctx: Context, answer: Answer, { visitor, body }: Awaited<ReturnType<typeof read>>) {
    const [handle, code] = [body.text('review'), body.text('user_code')];
    if (!(await pairing.isCodeOf(visitor, handle, code))) throw toApiProblem({ problem: 'own-review-needed' }, languageOf(ctx));
    const outcome = await pairing.decide(visitor, handle, answer, ctx.ip);
    if (outcome.kind === 'refused') throw toApiProblem(outcome, languageOf(ctx));
    return outcome.found.request;
  }

  return new Router({ prefix: '/auth/device', sensitive: true })
    .use(deps.answerApiProblems, deps.admitOrigin, keepNothing)
    .post('/lookup', async function lookUp(ctx) {
      const { visitor, body } = await read(ctx);
      const typed = body.text('user_code');
      const outcome = await pairing.lookUp(visitor, typed, ctx.ip, body.isSet('prefilled') ? 'prefilled' : 'typed');
      if (outcome.kind === 'refused') throw toApiProblem(outcome, languageOf(ctx));
      const userCode = formatUserCode(normaliseUserCode(typed), shape);
      ctx.body = describeReview(outcome.review, {
        catalogue: deps.catalogue,
        userCode,
        language: languageOf(ctx),
      });
    })
    .post('/approve', async function approve(ctx) {
      const { pairingId } = await decide(ctx, 'approve', await read(ctx));
      ctx.body = { status: 'approved', device_id: pairingId };
    })
    .post('/deny', async function deny(ctx) {
      const request = await read(ctx);
      await decide(ctx, request.body.isSet('not_me') ? 'not-me' : 'deny', request);
      ctx.body = { status: 'denied' };
    })
    .all(['/lookup', '/approve', '/deny'], function refuseOtherMethods(ctx) {
      ctx.set('Allow', 'POST, OPTIONS');
      throw new ApiProblem('method_not_allowed', { detail: 'This address takes POST.' });
    })
    .all('/{*rest}', function refuseOtherAddresses() {
      throw new ApiProblem('not_found', { detail: 'There are /auth/device/lookup, approve and deny.' });
    });
}

/** Answers are for one person at one moment (RFC 9111, section 5.2.2.5). */
const keepNothing: Middleware = async function keepNothing(ctx, next) {
  ctx.set('Cache-Control', 'no-store');
  ctx.vary('Accept-Language');
  await next();
};
