import Router from '@koa/router';
import type { Context } from 'koa';

import { judgeSignIn } from '../domain/sign-in-demands.ts';
import { toNumericDate } from '../domain/units.ts';
import type { Csrf } from '../http/csrf.ts';
import { readForm } from '../http/form.ts';
import type { Form } from '../http/form.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { ShowPage } from '../http/show-page.ts';
import { readSignInDemands } from '../http/sign-in-address.ts';
import type { Audit } from '../observe/audit.ts';
import type { Account } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { BrowserSessions } from './browser-sessions.ts';
import type { EmbeddedAccounts } from './embedded-accounts.ts';
import { safeReturnAddress } from './return-address.ts';
import type { SignInLimit } from './sign-in-limit.ts';

/** What the sign-in page needs. */
export interface SignInPageDeps {
  readonly accounts: EmbeddedAccounts;
  readonly sessions: BrowserSessions;
  readonly limit: SignInLimit;
  readonly csrf: Csrf;
  readonly show: ShowPage;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly issuer: string;
}

type Problem = 'wrong-credentials' | 'locked' | 'too-many-attempts' | 'form-expired';

/** GET and POST /sign-in with the embedded accounts, and POST /sign-out. */
export function createSignInPage(deps: SignInPageDeps): Router {
  const { accounts, sessions, limit, csrf, show, audit, clock, issuer } = deps;

  function showForm(ctx: Context, returnTo: string, again: boolean, username?: string, problem?: Problem): void {
    show(ctx, {
      page: 'sign-in',
      csrf: csrf.token(ctx, undefined),
      returnTo,
      forCode: returnTo.startsWith('/device'),
      again,
      ...(username ? { username } : {}),
      ...(problem ? { problem } : {}),
    });
  }

  async function judge(ctx: Context, form: Form): Promise<{ problem: Problem } | { account: Account }> {
    if (!csrf.isGenuine(ctx, undefined, form)) return { problem: 'form-expired' };
    const username = form.field('username');
    if (!(await limit.admits(username, ctx.ip))) return { problem: 'too-many-attempts' };
    const verdict = await accounts.authenticate(username, form.field('password'));
    if (verdict.kind !== 'accepted') return { problem: verdict.kind };
    await limit.forgive(username, ctx.ip);
    return { account: verdict.account };
  }

  return new Router()
    .get('/sign-in', async function askWho(ctx) {
      const returnTo = safeReturnAddress(String(ctx.query.return_to ?? ''), issuer);
      const visitor = await sessions.whoIs(ctx);
      const isEnough = visitor && judgeSignIn(visitor.person, readSignInDemands(ctx.query), clock()) === 'enough';
      if (isEnough) ctx.redirect(returnTo);
      else showForm(ctx, returnTo, visitor !== undefined, visitor?.person.id);
    })
    .post('/sign-in', async function signIn(ctx) {
      const form = await readForm(ctx);
      const returnTo = safeReturnAddress(form.field('return_to'), issuer);
      const verdict = await judge(ctx, form);
      if ('problem' in verdict) {
        audit({ event: 'sign_in.refused', reason: verdict.problem, address: ctx.ip });
        showForm(ctx, returnTo, (await sessions.whoIs(ctx)) !== undefined, form.field('username'), verdict.problem);
        return;
      }
      const { id, name, roles, credentials } = verdict.account;
      await sessions.begin(ctx, { id, name, roles, credentials, authTime: toNumericDate(clock()), amr: ['pwd'] });
      audit({ event: 'sign_in.accepted', account: id, address: ctx.ip });
      ctx.redirect(returnTo);
      ctx.status = 303;
    })
    .post('/sign-out', async function signOut(ctx) {
      const visitor = await sessions.whoIs(ctx);
      const form = await readForm(ctx);
      if (visitor && !csrf.isGenuine(ctx, visitor, form)) throw new ProblemError('forbidden', 'still-signed-in');
      if (visitor) {
        await sessions.end(ctx);
        audit({ event: 'sign_out.done', account: visitor.person.id, address: ctx.ip });
      }
      show(ctx, { page: 'signed-out' });
    });
}
