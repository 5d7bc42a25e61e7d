import { setTimeout as sleep } from 'node:timers/promises';

import { enterCodeProblemsEn as problems } from '../../../server/http/messages/en-problems.ts';
import type { Answer } from '../http-console.ts';
import type { Page, Person } from '../person.ts';
import type { Journal, Step, Verdict } from './journal.ts';

/** How one attempt ended: what it is worth, and what it means for the one who made it. */
export interface Attempt<Outcome> {
  readonly verdict: Verdict;
  readonly what: string;
  /** Missing while it has to be tried again. */
  readonly outcome?: Outcome;
}

/** Longer than any answer of the server may take, whatever its storage does. */
const PATIENCE_MS = 15_000;

/** Whatever has no outcome after so long will never have one. */
const LONGEST_INSISTENCE_MS = 120_000;

/** A console waits longer; here every moment without a good answer should be seen. */
const PAUSE_MS = 100;

/** What came of a step that was tried until it had an outcome. */
export interface Settled<Outcome> {
  readonly outcome: Outcome;
  /** Some attempt before may have happened without our hearing of it. */
  readonly unsure: boolean;
}

/** Tries until there is an outcome, as a console does, and notes every attempt. */
export async function insist<Outcome>(
  journal: Journal,
  step: Step,
  attempt: () => Promise<Attempt<Outcome>>,
): Promise<Settled<Outcome>> {
  const deadline = journal.now() + LONGEST_INSISTENCE_MS;
  for (let unsure = false; ; unsure = true) {
    if (journal.now() > deadline) throw new Error(`"${step}" came to nothing for ${LONGEST_INSISTENCE_MS / 1000} s`);
    const answered = journal.ask(step);
    const { verdict, what, outcome } = await Promise.race([attempt(), outOfPatience()]).catch(asNoAnswer);
    answered({ verdict, what });
    if (outcome !== undefined) return { outcome, unsure };
    await sleep(PAUSE_MS);
  }
}

async function outOfPatience(): Promise<Attempt<never>> {
  await sleep(PATIENCE_MS, undefined, { ref: false });
  return { verdict: 'wrong', what: `no answer within ${PATIENCE_MS / 1000} s` };
}

function asNoAnswer(error: unknown): Attempt<never> {
  if (error instanceof TypeError) return { verdict: 'no-answer', what: 'no connection' }; // how fetch says it
  return { verdict: 'wrong', what: error instanceof Error ? error.message : String(error) };
}

/** Judges an answer of an OAuth endpoint: `good` says what is expected there and what it means. */
export function judgeAnswer<Outcome>(
  { status, headers, body }: Answer,
  good: (result: string) => { readonly outcome: Outcome; readonly verdict?: Verdict } | undefined,
): Attempt<Outcome> {
  const error = typeof body.error === 'string' ? body.error : '';
  const what = `${status} ${error}`.trim();
  if (status === 503 && error === 'temporarily_unavailable' && headers.has('Retry-After')) return { verdict: 'retry', what };
  const expected = good(error === '' ? String(status) : error);
  return expected === undefined ? { verdict: 'wrong', what } : { verdict: 'good', ...expected, what };
}

/** How a decision on the page ended. `decided-before`: perhaps by our own attempt whose answer did not arrive. */
export type Decided = 'decided' | 'decided-before' | 'unknown-code';

/** Types a code, reads the review and decides, as a person would. Signs in again where the session is gone, and says so to `onSignedOut`. */
export async function decideOnce(
  person: Person,
  userCode: string,
  decision: 'approve' | 'deny',
  onSignedOut: () => void,
): Promise<Attempt<Decided>> {
  const opened = await openOnce(person, onSignedOut);
  if (opened.outcome === undefined) return { verdict: opened.verdict, what: opened.what };
  const review = await person.submit('/device', { user_code: userCode });
  if (!review.html.includes('action="/device/decision"')) return judgePage(review) ?? unexpected(review);
  const done = await person.submit('/device/decision', { decision });
  return judgePage(done) ?? { verdict: 'good', what: 'decided', outcome: 'decided' };
}

/** Opens the page for codes. */
export async function openOnce(person: Person, onSignedOut: () => void): Promise<Attempt<true>> {
  const page = await person.open('/device');
  if (isSignIn(page)) {
    onSignedOut();
    const again = judgePage(await person.signIn());
    return { verdict: again?.verdict ?? 'lost', what: again?.what ?? 'signed out' };
  }
  const obstacle = judgePage(page);
  return obstacle ? { verdict: obstacle.verdict, what: obstacle.what } : { verdict: 'good', what: 'page 200', outcome: true };
}

function isSignIn(page: Page): boolean {
  return page.status === 200 && new URL(page.url).pathname === '/sign-in';
}

/** What stands in the way, if anything does. */
function judgePage(page: Page): Attempt<Decided> | undefined {
  const says = (problem: keyof typeof problems): boolean => page.html.includes(problems[problem].what);
  const what = `page ${page.status}`;
  if (page.status === 503) return page.headers.has('Retry-After') ? { verdict: 'retry', what } : unexpected(page);
  if (says('already-decided') || says('already-used')) {
    return { verdict: 'good', what: 'decided before', outcome: 'decided-before' };
  }
  if (says('unknown')) return { verdict: 'lost', what: 'page: unknown code', outcome: 'unknown-code' };
  if (says('own-review-needed')) return { verdict: 'lost', what: 'page: look again' };
  return page.status === 200 ? undefined : unexpected(page);
}

function unexpected(page: Page): Attempt<never> {
  return { verdict: 'wrong', what: `page ${page.status}: ${/<h1[^>]*>([^<]*)/.exec(page.html)?.[1]?.trim() ?? page.url}` };
}
