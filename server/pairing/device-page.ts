import Router from '@koa/router';
import type { Context } from 'koa';

import { compareNetworks } from '../domain/network.ts';
import { formatUserCode, normaliseUserCode } from '../domain/user-code.ts';
import type { Seconds } from '../domain/units.ts';
import type { UserCodeShape } from '../domain/user-code.ts';
import type { Cookie } from '../http/cookies.ts';
import type { Csrf } from '../http/csrf.ts';
import { readForm } from '../http/form.ts';
import type { EnterCodeProblem, ReviewPage } from '../http/page-models.ts';
import { ProblemError } from '../http/problem-error.ts';
import { signInAddress } from '../http/sign-in-address.ts';
import type { ShowPage } from '../http/show-page.ts';
import type { Visitor, Visitors } from '../http/visitor.ts';
import type { Clock } from '../ports/clock.ts';
import type { Catalogue } from './catalogue.ts';
import type { Answer, Pairing, PairingProblem, Review } from './pairing.ts';
import { readUserAgent } from './user-agent.ts';

/** How long a code that came in the address waits for its person to sign in, in seconds. */
const TYPED_CODE_LIFETIME = 10 * 60;

/** The engine has pages of its own below /device; none of them may be reached. */
const OURS = /^\/(?:device|link)(?:\/.*)?$/i;

/** What the code page needs. */
export interface DevicePageDeps {
  readonly pairing: Pairing;
  readonly catalogue: Catalogue;
  readonly visitors: Visitors;
  readonly csrf: Csrf;
  readonly show: ShowPage;
  readonly clock: Clock;
  readonly userCode: UserCodeShape;
  /** Keeps a code that came in the address, so that the address need not. */
  readonly typedCode: Cookie;
}

/** The code page, `/device` (alias `/link`): enter the code, review, decide (RFC 8628, section 3.3). */
export function createDevicePage(deps: DevicePageDeps): Router {
  const { pairing, visitors, csrf, show, userCode: shape, typedCode } = deps;

  function askForCode(
    ctx: Context,
    visitor: Visitor,
    typed: string | undefined,
    problem?: EnterCodeProblem,
    retryAfter?: Seconds,
  ): void {
    const code = normaliseUserCode(typed ?? '').slice(0, shape.length * 2);
    show(ctx, {
      page: 'enter-code',
      csrf: csrf.token(ctx, visitor),
      person: visitor.person,
      ...(code ? { userCode: formatUserCode(code, shape) } : {}),
      ...(problem ? { problem } : {}),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
    if (retryAfter !== undefined) ctx.set('Retry-After', String(retryAfter));
  }

  return new Router()
    .get(['/device', '/link'], async function enterCode(ctx) {
      const inAddress = ctx.query.user_code;
      if (inAddress !== undefined) {
        typedCode.write(ctx, normaliseUserCode(String(inAddress)).slice(0, shape.length * 2), TYPED_CODE_LIFETIME);
        ctx.redirect('/device');
        ctx.status = 303;
        return;
      }
      const visitor = await visitors.whoIs(ctx);
      if (visitor) askForCode(ctx, visitor, typedCode.read(ctx));
      else sendToSignIn(ctx);
    })
    .post(['/device', '/link'], async function lookUp(ctx) {
      const visitor = await visitors.whoIs(ctx);
      if (!visitor) {
        sendToSignIn(ctx);
        return;
      }
      const form = await readForm(ctx);
      const typed = form.field('user_code');
      if (!csrf.isGenuine(ctx, visitor, form)) {
        askForCode(ctx, visitor, typed, 'form-expired');
        return;
      }
      const outcome = await pairing.lookUp(visitor, typed, ctx.ip);
      if (outcome.kind === 'refused') {
        askForCode(ctx, visitor, typed, asEnterCodeProblem(outcome.problem), outcome.retryAfter);
        return;
      }
      typedCode.clear(ctx);
      show(ctx, toReviewPage(deps, ctx, visitor, outcome.review, formatUserCode(normaliseUserCode(typed), shape)));
    })
    .post('/device/decision', async function decide(ctx) {
      const visitor = await visitors.whoIs(ctx);
      if (!visitor) {
        sendToSignIn(ctx);
        return;
      }
      const form = await readForm(ctx);
      if (!csrf.isGenuine(ctx, visitor, form)) {
        askForCode(ctx, visitor, undefined, 'form-expired');
        return;
      }
      const answer = asAnswer(form.field('decision'));
      const outcome = await pairing.decide(visitor, form.field('review'), answer, ctx.ip);
      if (outcome.kind === 'refused') {
        askForCode(ctx, visitor, undefined, asEnterCodeProblem(outcome.problem));
        return;
      }
      const { request } = outcome.found;
      show(ctx, {
        page: 'done',
        outcome: answer === 'approve' ? 'approved' : answer === 'deny' ? 'denied' : 'not-me',
        clientName: deps.catalogue.clientOf(request).name,
        ...(request.deviceName ? { deviceName: request.deviceName } : {}),
        person: visitor.person,
        devicesLink: false,
        csrf: csrf.token(ctx, visitor),
      });
    })
    .all(OURS, function refuseOtherMethods() {
      throw new ProblemError('method', 'no-such-request');
    });
}

function sendToSignIn(ctx: Context): void {
  ctx.redirect(signInAddress('/device'));
  ctx.status = 303;
}

function asAnswer(decision: string): Answer {
  if (decision === 'approve' || decision === 'deny' || decision === 'not-me') return decision;
  throw new ProblemError('bad-request', 'no-decision');
}

/** The one refusal that typing a code again does not mend is a page of its own. */
function asEnterCodeProblem(problem: PairingProblem): EnterCodeProblem {
  if (problem !== 'nothing-to-grant') return problem;
  throw new ProblemError('forbidden', 'nothing-to-grant');
}

function toReviewPage(deps: DevicePageDeps, ctx: Context, visitor: Visitor, review: Review, userCode: string): ReviewPage {
  const { request } = review.found;
  const userAgent = readUserAgent(request.origin.userAgent);
  const now = deps.clock();
  return {
    page: 'review',
    csrf: deps.csrf.token(ctx, visitor),
    review: review.handle,
    userCode,
    client: deps.catalogue.clientOf(request),
    ...(request.deviceName ? { deviceName: request.deviceName } : {}),
    origin: { address: request.origin.address, ...(userAgent ? { userAgent } : {}) },
    requestedSecondsAgo: Math.max(0, Math.round((now - request.requestedAt) / 1000)),
    expiresInSeconds: Math.max(0, Math.round((request.expiresAt - now) / 1000)),
    sameNetwork: compareNetworks(ctx.ip, request.origin.address),
    api: deps.catalogue.apiOf(request),
    scopes: review.granted,
    leftOut: review.leftOut.map(({ name, description }) => ({ name, description, reason: 'role' })),
    person: visitor.person,
  };
}
