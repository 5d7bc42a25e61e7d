/** What a console or a person does. */
export type Step = 'ask for a code' | 'poll' | 'open the page' | 'decide' | 'refresh' | 'revoke';

/**
 * What came of it.
 *
 * - `good`: what the protocol says.
 * - `retry`: an answer that says "come again": 503 with `Retry-After`, in the form of its place.
 * - `no-answer`: the connection was refused or broke.
 * - `lost`: an honest answer about something that was acknowledged and is not there any more.
 * - `wrong`: anything else. There must be none.
 */
export type Verdict = 'good' | 'retry' | 'no-answer' | 'lost' | 'wrong';

/** One answer. Times are milliseconds since the journal began. */
export interface Entry {
  readonly step: Step;
  readonly verdict: Verdict;
  /** What was seen, in a few words: `503 temporarily_unavailable`. */
  readonly what: string;
  readonly at: number;
  readonly took: number;
}

/** What had been acknowledged and was lost. */
export type Loss = 'code' | 'approval' | 'denial' | 'device' | 'revocation' | 'sign-in';

/** Everything that was seen while one fault came and went. */
export interface Journal {
  readonly entries: readonly Entry[];
  readonly losses: ReadonlyMap<Loss, number>;
  /** Pairings that had to begin anew, because it stayed unknown whether a step had happened. Nothing of them was acknowledged. */
  readonly begunAgain: number;
  now(): number;
  /** Somebody asks. @returns what to call with the answer */
  ask(step: Step): (answer: Pick<Entry, 'verdict' | 'what'>) => void;
  /** How long the one has been waiting who has waited longest, in milliseconds. */
  longestWait(): number;
  lose(what: Loss): void;
  beginAgain(): void;
}

/** Begins a journal. */
export function createJournal(): Journal {
  const began = performance.now();
  const entries: Entry[] = [];
  const losses = new Map<Loss, number>();
  const waitingSince = new Set<{ readonly at: number }>();
  let begunAgain = 0;
  const now = (): number => performance.now() - began;
  return {
    entries,
    losses,
    get begunAgain() {
      return begunAgain;
    },
    now,
    ask(step) {
      const question = { at: now() };
      waitingSince.add(question);
      return (answer) => {
        waitingSince.delete(question);
        entries.push({ step, ...answer, at: now(), took: now() - question.at });
      };
    },
    longestWait: () => Math.max(0, ...[...waitingSince].map(({ at }) => now() - at)),
    lose: (what) => void losses.set(what, (losses.get(what) ?? 0) + 1),
    beginAgain: () => void (begunAgain += 1),
  };
}

/** The longest time in which one kind of step had no good answer, from `since` on. */
export function longestSilence(entries: readonly Entry[], since: number): number {
  const silences = stepsOf(entries).map((step) => {
    const good = entries.filter((entry) => entry.step === step && entry.verdict === 'good').map(({ at }) => at);
    const from = good.findLast((at) => at < since) ?? since;
    const moments = [from, ...good.filter((at) => at >= since)];
    return Math.max(0, ...moments.slice(1).map((at, n) => at - (moments[n] ?? at)));
  });
  return Math.max(0, ...silences);
}

/** Until when, counted from `since`, some kind of step had not come back: its first good answer after its last bad one. */
export function timeUntilGood(entries: readonly Entry[], since: number): number {
  const times = stepsOf(entries).map((step) => {
    const own = entries.filter((entry) => entry.step === step);
    const lastBad = own.findLastIndex(({ verdict, at }) => verdict !== 'good' && verdict !== 'lost' && at >= since);
    if (lastBad === -1) return 0;
    const firstGood = own.slice(lastBad).find(({ verdict }) => verdict === 'good');
    return firstGood === undefined ? Infinity : firstGood.at - since;
  });
  return Math.max(0, ...times);
}

function stepsOf(entries: readonly Entry[]): Step[] {
  return [...new Set(entries.map(({ step }) => step))];
}
