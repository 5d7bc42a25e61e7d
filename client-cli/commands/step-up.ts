import { discoverIssuer } from '../issuer/issuer.ts';
import type { AskedLogin } from '../session/login-wish.ts';
import { revokeLogin } from '../session/revoke-login.ts';
import type { Session } from '../session/session.ts';
import { StepUpRequired } from '../session/step-up.ts';
import type { Login } from '../store/token-store.ts';
import type { CommandContext } from './context.ts';
import { followLogin } from './login.ts';

/**
 * Calls an API; where it wants a fresher or stronger sign-in, and somebody sits here who can see to it, has them log in that way and calls once more.
 *
 * @throws StepUpRequired when nobody can be asked, or when it was not enough
 * @see {@link https://www.rfc-editor.org/rfc/rfc9470#section-4 RFC 9470, section 4}
 */
export async function withStepUp<Result>(
  context: CommandContext,
  session: Session,
  call: () => Promise<Result>,
): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof StepUpRequired) || !canAsk(context)) throw error;
    const before = await session.freshLogin();
    if (before.unattended) throw error;
    context.screen.insist(`${error.message} So log in again; then the call is repeated.`);
    await followLogin(context, session, { ...asBefore(before), ...error.demand, limit: undefined }, {});
    await endBefore(before, session, context);
    return call();
  }
}

/** Not a job, nobody's program, and not whoever said that there is nobody. */
function canAsk({ globals, screen }: CommandContext): boolean {
  return globals.input && !globals.json && screen.err.interactive;
}

/** The same login once more: the same server, client, rights, API and kind of token. */
function asBefore({ issuer, clientId, clientKey, endpoints, resource, deviceName, ...login }: Login): AskedLogin {
  return {
    ...{ issuer, clientId, clientKey, endpoints, resource, deviceName },
    provider: login.provider as AskedLogin['provider'],
    scope: [...login.scopes, ...(login.refusedScopes ?? [])].join(' ') || undefined,
    exactScope: false,
    binding: login.tokenType === 'DPoP' ? 'dpop' : 'bearer',
  };
}

/**
 * A server of our kind gives each login a grant of its own, so the old one can be ended without harm, and would fill the person's list of devices otherwise. What
 * others do is not known (RFC 7009, section 2.1).
 */
async function endBefore(before: Login, session: Session, { time, log }: CommandContext): Promise<void> {
  if (session.helpPage() === undefined) return;
  const issuer = await discoverIssuer(before, { http: session.http, time });
  await revokeLogin(before, issuer, log);
}
