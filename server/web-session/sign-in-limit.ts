import type { TakeFingerprint } from '../domain/fingerprint.ts';
import type { Seconds } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Counters } from '../ports/storage.ts';

const WINDOW: Seconds = 5 * 60;
/** Of one address at one account: stops a machine at once, and a person's typing errors never. */
const PER_ACCOUNT_AND_ADDRESS = 10;
/** Of one address at all accounts: an office behind one address still gets in. */
const PER_ADDRESS = 100;

/** Holds back who tries passwords. */
export interface SignInLimit {
  /** Counts one attempt. @returns false when there were too many: the password is then not even looked at. */
  admits(accountId: string, address: string): Promise<boolean>;
}

/**
 * Counts attempts per account and address, and per address, but never per account alone: nobody can lock somebody else out.
 *
 * @see {@link https://pages.nist.gov/800-63-4/sp800-63b.html#throttle NIST SP 800-63B-4, section 3.2.2}
 */
export function createSignInLimit(deps: {
  readonly counters: Counters;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
}): SignInLimit {
  const { counters, takeFingerprint, clock } = deps;
  const countAttempt = async (...of: string[]): Promise<number> =>
    (await counters.increment(takeFingerprint('counter', JSON.stringify(['sign-in', ...of])), WINDOW, clock())).count;

  return {
    async admits(accountId, address) {
      const [here, overall] = await Promise.all([countAttempt(address, accountId), countAttempt(address)]);
      return here <= PER_ACCOUNT_AND_ADDRESS && overall <= PER_ADDRESS;
    },
  };
}
