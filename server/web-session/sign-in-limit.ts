import type { Fingerprint, TakeFingerprint } from '../domain/fingerprint.ts';
import { networkOf } from '../domain/network.ts';
import type { Seconds } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Counters } from '../ports/storage.ts';

const WINDOW: Seconds = 5 * 60;
/** Of one network at one account: stops a machine at once, and a person's typing errors never. */
const PER_ACCOUNT_AND_NETWORK = 10;
/** Of one network at all accounts: an office behind one address still gets in. */
const PER_NETWORK = 100;

/** Holds back who tries passwords. */
export interface SignInLimit {
  /** Counts one attempt before the password is looked at, so that many at once are counted too. @returns false when there were too many */
  admits(accountId: string, address: string): Promise<boolean>;
  /** The password was right: this one attempt was none. What others tried stays counted. */
  forgive(accountId: string, address: string): Promise<void>;
}

/**
 * Counts attempts per account and network, and per network (of IPv6, a subnet: whoever has one has all its addresses), but never per account alone: nobody can lock somebody else out.
 *
 * @see {@link https://pages.nist.gov/800-63-4/sp800-63b.html#throttle NIST SP 800-63B-4, section 3.2.2}
 */
export function createSignInLimit(deps: {
  readonly counters: Counters;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
}): SignInLimit {
  const { counters, takeFingerprint, clock } = deps;
  const nameOf = (address: string, ...of: string[]): Fingerprint =>
    takeFingerprint('counter', JSON.stringify(['sign-in', networkOf(address), ...of]));
  const countAttempt = async (name: Fingerprint): Promise<number> => (await counters.increment(name, WINDOW, clock())).count;

  return {
    async admits(accountId, address) {
      const [here, overall] = await Promise.all([countAttempt(nameOf(address, accountId)), countAttempt(nameOf(address))]);
      return here <= PER_ACCOUNT_AND_NETWORK && overall <= PER_NETWORK;
    },
    async forgive(accountId, address) {
      await Promise.all([counters.giveBack(nameOf(address, accountId), clock()), counters.giveBack(nameOf(address), clock())]);
    },
  };
}
