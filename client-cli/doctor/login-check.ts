import { asProblem, problem, profileFlag } from '../problems/problem.ts';
import { lookAtLogin } from '../session/ask-server.ts';
import type { AskDeps } from '../session/ask-server.ts';
import type { Session } from '../session/session.ts';
import type { Login } from '../store/token-store.ts';
import { failing, good, warning } from './check.ts';
import type { Check } from './check.ts';

/**
 * Asks the server whether the login still holds, as far as that can be known without renewing it: a refresh token that a doctor has spent is gone. Where it cannot,
 * that is said.
 */
export async function checkStanding(session: Session, login: Login, deps: AskDeps): Promise<Check> {
  const { issuer } = login;
  try {
    switch (await lookAtLogin(session, login, deps)) {
      case 'holds':
        return good('server', `${issuer} confirms that the login holds.`);
      case 'ended':
        return failing(
          'server',
          problem('session_ended', { profile: session.profile, profileFlag: profileFlag(session.profile) }),
        );
      case 'token_refused':
        return warning(
          'server',
          `${issuer} does not take the access token at its userinfo endpoint: the login may have ended there, or the token is for an API alone.`,
          `Find out for sure with "countersign status --check${profileFlag(session.profile)}", which renews it.`,
        );
      case 'token_over':
        return good(
          'server',
          'Not asked whether the login still holds: the access token has run out, and only a renewal would tell.',
        );
      case 'not_possible':
        return good(
          'server',
          `Not asked whether the login still holds: ${issuer} offers no way to ask that spends nothing. The next renewal will tell.`,
        );
    }
  } catch (error) {
    const { message, hint } = asProblem(error);
    return warning('server', `Could not be asked whether the login still holds: ${message}`, hint);
  }
}
