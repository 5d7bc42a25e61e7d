import type { ProblemDetails } from '../problems/problem.ts';
import { remainingLife } from '../store/pending-login.ts';
import type { PendingLogin, Waiter } from '../store/pending-login.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { inWords } from '../terminal/say-time.ts';
import type { Instant } from '../units.ts';
import type { Session } from './session.ts';

/** A login that was begun with a profile and that nobody has decided about. */
export interface WaitingLogin {
  readonly pending: PendingLogin;
  /** The process that waits for it, where one does. */
  readonly waiter: Waiter | undefined;
}

/** The one of this profile, if there is one that can be read. */
export async function waitingLogin(session: Session): Promise<WaitingLogin | undefined> {
  const { pending: store } = session.store();
  const pending = await store.load().catch(() => undefined); // a new login needs no word about an old one that is broken
  return pending === undefined ? undefined : { pending, waiter: await store.waiting().catch(() => undefined) };
}

/** How to go on with it, in front of the command to type. Where somebody waits already, they would be cut off by it. */
export function howToGoOn({ waiter }: WaitingLogin): string {
  if (waiter === undefined) return 'Log in with';
  return `Approve the code that process ${waiter.pid} on ${cleanText(waiter.host)} shows. If that terminal is lost, go on with`;
}

/** How `login_required` tells of it: somebody may be about to approve the code, and another login would leave them with nothing. */
export function aboutWaiting(waiting: WaitingLogin | undefined, now: Instant): ProblemDetails {
  if (waiting === undefined) return {};
  const { issuer } = waiting.pending.asked;
  return {
    waiting: `: a login at ${cleanText(issuer)} waits for approval, for another ${inWords(remainingLife(waiting.pending, now))}`,
    logIn: howToGoOn(waiting),
    resume: ' --resume',
  };
}
