import type { Fingerprint, TakeFingerprint } from '../domain/fingerprint.ts';
import { CLEAN_AFTER, GUESS_WINDOW, mayLook } from '../domain/guess-limit.ts';
import type { GuessLimits } from '../domain/guess-limit.ts';
import { networkOf } from '../domain/network.ts';
import type { Instant, Seconds } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Counters } from '../ports/storage.ts';

/** May they look, or when may they again? */
export type GuessVerdict = { readonly kind: 'admitted' } | { readonly kind: 'held-back'; readonly retryAfter: Seconds };

/** Holds back who tries codes. Every look counts before it is taken, so that many at once are counted too. */
export interface CodeGuesses {
  admit(account: string, address: string): Promise<GuessVerdict>;
  /** The look found a waiting device: it was none of the wrong ones. What was mistyped before stays counted. */
  forgive(account: string, address: string): Promise<void>;
}

/** What counting guesses needs. */
export interface CodeGuessesDeps {
  readonly counters: Counters;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly limits: GuessLimits;
}

/** Counts in storage, so that all server processes count together. */
export function createCodeGuesses({ counters, takeFingerprint, clock, limits }: CodeGuessesDeps): CodeGuesses {
  const nameOf = (...of: string[]): Fingerprint => takeFingerprint('counter', JSON.stringify(['user-code', ...of]));
  const namesOf = (account: string, address: string) => ({
    account: nameOf('account', account),
    network: nameOf('network', networkOf(address)),
    overall: nameOf('all'),
    accountToday: nameOf('account today', account),
  });

  /** As far as storage lets us. */
  async function giveBack(names: readonly Fingerprint[], now: Instant): Promise<void> {
    await Promise.allSettled(names.map((name) => counters.giveBack(name, now)));
  }

  return {
    async admit(account, address) {
      const now = clock();
      const names = namesOf(account, address);
      const counted: Fingerprint[] = [];
      const count = async (name: Fingerprint, window: Seconds) => {
        const outcome = await counters.increment(name, window, now);
        counted.push(name);
        return outcome;
      };
      const counting = [
        count(names.account, GUESS_WINDOW),
        count(names.network, GUESS_WINDOW),
        count(names.overall, GUESS_WINDOW),
        count(names.accountToday, CLEAN_AFTER),
      ] as const;
      const outcomes = await Promise.allSettled(counting);
      // Storage in trouble: nobody is to be held back later for a look that was never taken.
      if (outcomes.some(({ status }) => status === 'rejected')) await giveBack(counted, now);
      const [ofAccount, ofNetwork, ofAll, ofAccountToday] = await Promise.all(counting);
      const counts = {
        account: ofAccount.count,
        network: ofNetwork.count,
        overall: ofAll.count,
        accountToday: ofAccountToday.count,
      };
      if (mayLook(counts, limits)) return { kind: 'admitted' };
      // Who is held back looked at nothing, and uses up nothing of what others share.
      await Promise.all([counters.giveBack(names.network, now), counters.giveBack(names.overall, now)]);
      const until =
        counts.account > limits.perAccount ? ofAccount.until : counts.network > limits.perNetwork ? ofNetwork.until : ofAll.until;
      return { kind: 'held-back', retryAfter: Math.ceil((until - now) / 1000) };
    },
    async forgive(account, address) {
      await Promise.all(Object.values(namesOf(account, address)).map((name) => counters.giveBack(name, clock())));
    },
  };
}
