import Router from '@koa/router';
import type { Context } from 'koa';

import { isMendedBySigningIn } from '../domain/approval-demands.ts';
import type { SignInObstacle } from '../domain/approval-demands.ts';
import type { SignInDemands } from '../domain/sign-in-demands.ts';
import { formatUserCode, normaliseUserCode } from '../domain/user-code.ts';
import type { UserCodeShape } from '../domain/user-code.ts';
import type { Csrf } from '../http/csrf.ts';
import { readForm } from '../http/form.ts';
import type { Form } from '../http/form.ts';
import type { EnterCodePage, EnterCodeProblem } from '../http/page-models.ts';
import { ProblemError } from '../http/problem-error.ts';
import { leadToSignIn } from '../http/lead-to-sign-in.ts';
import type { ShowPage } from '../http/show-page.ts';
import type { Visitor, Visitors } from '../http/visitor.ts';
import type { Clock } from '../ports/clock.ts';
import type { Catalogue } from './catalogue.ts';
import type { KeptCode, SourcedCode } from './kept-code.ts';
import type { Answer, PairingProblem, Refusal } from './outcomes.ts';
import type { Pairing } from './pairing.ts';
import { toReviewPage } from './review-page.ts';

/** The engine has pages of its own below /device; none of them may be reached. */
const OURS = /^\/(?:device|link)(?:\/.*)?$/i;

/** What a person mistyped stays in the field, to be looked at; what has done its work goes. */
const KEEPS_CODE: ReadonlySet<PairingProblem> = new Set([
  'unknown',
  'too-many-attempts',
  'expired',
  'already-used',
  'already-decided',
]);

/** What the code page needs. */
export interface DevicePageDeps {
  readonly pairing: Pairing;
  readonly catalogue: Catalogue;
  readonly visitors: Visitors;
  readonly csrf: Csrf;
  readonly show: ShowPage;
  readonly clock: Clock;
  readonly userCode: UserCodeShape;
  readonly keptCode: KeptCode;
}

/** The code page, `/device` (alias `/link`): enter the code, review, decide (RFC 8628, section 3.3). */
export function createDevicePage(deps: DevicePageDeps): Router {
  const { pairing, catalogue, visitors, csrf, show, clock, userCode: shape, keptCode } = deps;

  /** The code without what people put around it, and never endless. */
  const tidy = (typed: string): string => normaliseUserCode(typed).slice(0, shape.length * 2);

  function askForCode(
    ctx: Context,
    visitor: Visitor,
    shown?: SourcedCode,
    why: Pick<EnterCodePage, 'problem' | 'retryAfter'> = {},
  ): void {
    show(ctx, {
      page: 'enter-code',
      csrf: csrf.token(ctx, visitor),
      person: visitor.person,
      ...(shown?.code ? { userCode: formatUserCode(shown.code, shape), fromLink: shown.source === 'prefilled' } : {}),
      ...why,
    });
    if (why.retryAfter !== undefined) ctx.set('Retry-After', String(why.retryAfter));
  }

  /** The code in the field of the form: typed, unless it is still the one that a link had put there. */
  function codeIn(form: Form): SourcedCode {
    const code = tidy(form.field('user_code'));
    return { code, source: code !== '' && code === tidy(form.field('link_code')) ? 'prefilled' : 'typed' };
  }

  /** @param sent the code of the request, in case the person comes back to it */
  function explain(ctx: Context, visitor: Visitor, { problem, retryAfter, signIn }: Refusal, sent: SourcedCode): void {
    if (isMendedBySigningIn(problem)) {
      keptCode.keep(ctx, sent);
      sendToSignIn(ctx, signIn);
      return;
    }
    if (!KEEPS_CODE.has(problem)) keptCode.forget(ctx);
    askForCode(ctx, visitor, KEEPS_CODE.has(problem) ? sent : undefined, {
      problem: asEnterCodeProblem(problem),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }

  return new Router()
    .get(['/device', '/link'], async function enterCode(ctx) {
      const inAddress = ctx.query.user_code;
      if (inAddress !== undefined) {
        keptCode.keep(ctx, { code: tidy(String(inAddress)), source: 'prefilled' });
        ctx.redirect('/device');
        ctx.status = 303;
        return;
      }
      const visitor = await visitors.whoIs(ctx);
      if (visitor) askForCode(ctx, visitor, keptCode.read(ctx));
      else sendToSignIn(ctx);
    })
    .post(['/device', '/link'], async function lookUp(ctx) {
      const visitor = await visitors.whoIs(ctx);
      if (!visitor) {
        sendToSignIn(ctx);
        return;
      }
      const form = await readForm(ctx);
      const sent = codeIn(form);
      if (!csrf.isGenuine(ctx, visitor, form)) {
        askForCode(ctx, visitor, sent, { problem: 'form-expired' });
        return;
      }
      const outcome = await pairing.lookUp(visitor, sent.code, ctx.ip, sent.source);
      if (outcome.kind === 'refused') {
        explain(ctx, visitor, outcome, sent);
        return;
      }
      const { review } = outcome;
      const userCode = formatUserCode(sent.code, shape);
      if (review.obstacle && isMendedBySigningIn(review.obstacle)) keptCode.keep(ctx, { code: sent.code, source: 'typed' });
      else keptCode.forget(ctx);
      show(ctx, toReviewPage(review, { catalogue, visitor, userCode, csrf: csrf.token(ctx, visitor), now: clock() }));
    })
    .post('/device/decision', async function decide(ctx) {
      const visitor = await visitors.whoIs(ctx);
      if (!visitor) {
        sendToSignIn(ctx);
        return;
      }
      const form = await readForm(ctx);
      if (!csrf.isGenuine(ctx, visitor, form)) {
        askForCode(ctx, visitor, undefined, { problem: 'form-expired' });
        return;
      }
      const answer = asAnswer(form.field('decision'));
      const outcome = await pairing.decide(visitor, form.field('review'), answer, ctx.ip);
      if (outcome.kind === 'refused') {
        explain(ctx, visitor, outcome, { code: tidy(form.field('user_code')), source: 'typed' });
        return;
      }
      const { request } = outcome.found;
      show(ctx, {
        page: 'done',
        outcome: answer === 'approve' ? 'approved' : answer === 'deny' ? 'denied' : 'not-me',
        clientName: catalogue.clientOf(request).name,
        ...(request.deviceName ? { deviceName: request.deviceName } : {}),
        person: visitor.person,
        devicesLink: true,
        csrf: csrf.token(ctx, visitor),
      });
    })
    .all(OURS, function refuseOtherMethods() {
      throw new ProblemError('method', 'no-such-request');
    });
}

function sendToSignIn(ctx: Context, demands?: SignInDemands): void {
  leadToSignIn(ctx, '/device', demands);
}

function asAnswer(decision: string): Answer {
  if (decision === 'approve' || decision === 'deny' || decision === 'not-me') return decision;
  throw new ProblemError('bad-request', 'no-decision');
}

/** What the code page says about a refusal; the one that typing a code again does not mend is a page of its own. */
function asEnterCodeProblem(problem: Exclude<PairingProblem, SignInObstacle>): EnterCodeProblem {
  if (problem === 'nothing-to-grant') throw new ProblemError('forbidden', 'nothing-to-grant');
  return problem === 'other-network' || problem === 'network-unknown' ? 'network-changed' : problem;
}
