import type { Context } from 'koa';

import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { Callers } from '../http/caller.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Person } from '../http/visitor.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { ProductTokenSettings } from '../settings/web-session-settings.ts';
import { createProductToken } from './product-token.ts';
import { readPerson } from './read-person.ts';
import { KeysUnavailable } from './token-keys.ts';

/** What knowing callers needs. */
export interface BearerCallersDeps {
  readonly settings: ProductTokenSettings;
  /** The people we know by ourselves, if we know any. */
  readonly accounts: Accounts | undefined;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly log: Log;
}

/** People by the token that their web client has of the product, sent as a bearer token (RFC 6750, section 2.1). */
export function createBearerCallers({ settings, accounts, takeFingerprint, clock, log }: BearerCallersDeps): Callers {
  const judgeToken = createProductToken(settings, { clock });

  async function claimsOf(ctx: Context, token: string): Promise<Readonly<Record<string, unknown>>> {
    const verdict = await judgeToken(token);
    if (verdict.kind === 'genuine') return verdict.claims;
    throw refuse(ctx, verdict.reason);
  }

  /** The reason is for the developers of the product: it stands in the log, and an attacker learns nothing from the answer. */
  function refuse(ctx: Context, reason: string): ApiProblem {
    log.info('approval_api.token_refused', { reason, request: ctx.state.requestId as string, address: ctx.ip });
    const detail = 'The token was not taken. The log of this server says why, under this request id.';
    return new ApiProblem('invalid_token', { detail, challenge: 'Bearer error="invalid_token"' });
  }

  /** Where we know people, a token of the product says who it is, and we say who they are here. */
  async function asKnown(person: Person): Promise<Person> {
    if (!accounts) return person;
    const account = await accounts.find(person.id);
    if (!account)
      throw new ApiProblem('forbidden', { reason: 'unknown_person', detail: 'There is no such account here, or it is locked.' });
    const { name, email, roles } = account;
    return { ...person, name, roles, ...(email ? { email } : {}) };
  }

  return {
    async whoCalls(ctx) {
      const token = bearerToken(ctx);
      if (token === undefined)
        throw new ApiProblem('invalid_token', { detail: 'Send "Authorization: Bearer …", once.', challenge: 'Bearer' });
      try {
        const read = readPerson(await claimsOf(ctx, token), settings.person, clock());
        if (!read) throw refuse(ctx, 'no-subject');
        const names = ['bearer', settings.issuer, read.person.id, read.signIn];
        return { person: await asKnown(read.person), session: takeFingerprint('web_session', JSON.stringify(names)) };
      } catch (error) {
        if (!(error instanceof KeysUnavailable)) throw error;
        log.error('approval_api.unavailable', { error, request: ctx.state.requestId as string });
        throw new ProblemError('unavailable', 'sign-in-silent', { cause: error });
      }
    },
  };
}

/** The token of the one Authorization field; undefined if there is none, or more than one, or one of another kind. */
function bearerToken(ctx: Context): string | undefined {
  const [field, ...others] = ctx.req.headersDistinct.authorization ?? [];
  if (field === undefined || others.length > 0) return undefined;
  return /^Bearer +([\w~+/.-]+=*)$/i.exec(field)?.[1];
}
