import type { Fingerprint, TakeFingerprint } from '../domain/fingerprint.ts';
import { later } from '../domain/units.ts';
import type { Seconds } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { ExpiringRecords } from '../ports/storage.ts';
import type { KeptSession } from './browser-sessions.ts';

const KIND = 'sign_out';

/** What a provider said is over: one sign-in, or all of a person until now. */
export type SignedOut = { readonly signIn: string } | { readonly subject: string };

/** Sign-outs that a provider told us of, for as long as a session of ours could be older. */
export interface SignOuts {
  remember(over: SignedOut): Promise<void>;
  hasEnded(session: KeptSession): Promise<boolean>;
}

/** Sessions are found by their cookie only, so what is over is written down, and every session asks. */
export function createSignOuts(deps: {
  readonly records: ExpiringRecords;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly provider: string;
  /** How long a session of ours lives at most. */
  readonly lifetime: Seconds;
}): SignOuts {
  const { records, takeFingerprint, clock, provider, lifetime } = deps;
  const nameOf = (over: SignedOut): Fingerprint => takeFingerprint('sign_in', JSON.stringify([provider, over]));

  return {
    async remember(over) {
      const at = clock();
      await records.save(KIND, nameOf(over), { at }, later(at, lifetime));
    },
    async hasEnded({ origin, begunAt }) {
      if (!origin) return true;
      const { subject, signIn } = origin;
      const [ofSignIn, ofPerson] = await Promise.all([
        signIn === undefined ? undefined : records.find(KIND, nameOf({ signIn })),
        records.find(KIND, nameOf({ subject })),
      ]);
      return ofSignIn !== undefined || (ofPerson !== undefined && Number(ofPerson.at) >= begunAt);
    },
  };
}
