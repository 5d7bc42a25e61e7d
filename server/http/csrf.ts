import { createHmac } from 'node:crypto';

import type { Context } from 'koa';

import { equalInConstantTime } from '../domain/fingerprint.ts';
import type { RandomId } from '../ports/clock.ts';
import { createCookie } from './cookies.ts';
import type { Form } from './form.ts';
import type { Visitor } from './visitor.ts';

/** Proof that a form was ours and was shown to this browser in this web session. */
export interface Csrf {
  /** The value for the hidden field `csrf`. Gives the browser its form cookie if it has none. */
  token(ctx: Context, visitor: Visitor | undefined): string;
  /** Did this form come from a page of ours, shown in this session? */
  isGenuine(ctx: Context, visitor: Visitor | undefined, form: Pick<Form, 'field'>): boolean;
}

/**
 * The token is a keyed hash of the browser's form cookie and its web session, so nothing is stored, and a token from before signing in, or from
 * someone else's session, is worth nothing.
 */
export function createCsrf({
  key,
  issuer,
  randomId,
}: {
  readonly key: Uint8Array;
  readonly issuer: string;
  readonly randomId: RandomId;
}): Csrf {
  const cookie = createCookie('form', { issuer });
  const sign = (browser: string, visitor: Visitor | undefined): string =>
    createHmac('sha256', key)
      .update(browser)
      .update('\0')
      .update(visitor?.session ?? '')
      .digest('base64url');

  return {
    token(ctx, visitor) {
      let browser = cookie.read(ctx);
      if (!browser) {
        browser = randomId(16);
        cookie.write(ctx, browser);
      }
      return sign(browser, visitor);
    },
    isGenuine(ctx, visitor, form) {
      const browser = cookie.read(ctx);
      if (!browser || ctx.get('Sec-Fetch-Site') === 'cross-site') return false;
      return equalInConstantTime(form.field('csrf'), sign(browser, visitor));
    },
  };
}
