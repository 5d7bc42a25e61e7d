import type { Context } from 'koa';

import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Visitor, Visitors } from '../http/visitor.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { HostJwtWebSession } from '../settings/web-session-settings.ts';
import { createProductToken } from './product-token.ts';
import { readPerson } from './read-person.ts';
import { createLoginAddress, createSignInElsewhere } from './sign-in-elsewhere.ts';
import type { SignInElsewhereDeps } from './sign-in-elsewhere.ts';
import { KeysUnavailable } from './token-keys.ts';
import type { WebSession } from './web-session.ts';

/** What trusting a product's session needs. */
export interface HostJwtSessionDeps extends Omit<SignInElsewhereDeps, 'visitors' | 'loginAddress' | 'logoutUrl'> {
  readonly settings: HostJwtWebSession;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The product's own session: a JWT in a cookie, made for us by a product on the same host or under the same domain. It is read anew on every page, so whoever signs out there, or
 * signs in as somebody else, is nobody, or somebody else, here.
 */
export function createHostJwtSession(deps: HostJwtSessionDeps): WebSession {
  const { settings } = deps;
  const visitors = createVisitors(deps);
  return {
    visitors,
    pages: createSignInElsewhere({
      ...deps,
      visitors,
      loginAddress: createLoginAddress(settings.loginUrl, settings.returnParameter),
      logoutUrl: settings.logoutUrl,
    }),
  };
}

function createVisitors({ settings, takeFingerprint, clock, log }: HostJwtSessionDeps): Visitors {
  const judgeToken = createProductToken(settings.token, { clock });

  async function judge(ctx: Context): Promise<Visitor | string | undefined> {
    const [token, ...others] = cookieValues(ctx.get('Cookie'), settings.cookie);
    if (token === undefined) return undefined;
    // One of them was planted, by a sibling domain or under another path, and nobody can say which (RFC 6265, sections 5.4 and 8.6).
    if (others.some((other) => other !== token)) return 'two-cookies';
    const verdict = await judgeToken(token);
    if (verdict.kind === 'refused') return verdict.reason;
    const read = readPerson(verdict.claims, settings.token.person, clock());
    if (!read) return 'no-subject';
    const names = [settings.kind, settings.token.issuer, read.person.id, read.signIn];
    return { person: read.person, session: takeFingerprint('web_session', JSON.stringify(names)) };
  }

  return {
    async whoIs(ctx) {
      try {
        const verdict = await judge(ctx);
        if (typeof verdict !== 'string') return verdict;
        log.info('web_session.refused', {
          reason: verdict,
          cookie_name: settings.cookie,
          request: ctx.state.requestId as string,
        });
        return undefined;
      } catch (error) {
        if (!(error instanceof KeysUnavailable)) throw error;
        log.error('web_session.unavailable', { error, request: ctx.state.requestId as string });
        throw new ProblemError('unavailable', 'sign-in-silent', { cause: error });
      }
    },
  };
}

/** Every value that the browser sent under this name, in its order. */
function cookieValues(header: string, name: string): readonly string[] {
  return header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    if (at < 0 || pair.slice(0, at).trim() !== name) return [];
    const value = pair
      .slice(at + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1');
    return value === '' ? [] : [value];
  });
}
