import type { ProblemDetails } from '../problems/problem.ts';
import { remainingLife } from '../store/pending-login.ts';
import type { PendingLogin } from '../store/pending-login.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { inWords } from '../terminal/say-time.ts';
import type { Instant } from '../units.ts';
import type { Session } from './session.ts';

/** The login that was begun with this profile and that nobody has decided about, if there is one that can be read. */
export async function waitingLogin(session: Session): Promise<PendingLogin | undefined> {
  return session
    .store()
    .pending.load()
    .catch(() => undefined); // a new login needs no word about an old one that is broken
}

/** How `login_required` tells of it: somebody may be about to approve the code, and another login would leave them with nothing. */
export function aboutWaiting(pending: PendingLogin | undefined, now: Instant): ProblemDetails {
  if (pending === undefined) return {};
  const { issuer } = pending.asked;
  return {
    waiting: `: a login at ${cleanText(issuer)} waits for approval, for another ${inWords(remainingLife(pending, now))}`,
    resume: ' --resume',
  };
}
