import { equalInConstantTime } from '../domain/fingerprint.ts';
import type { Fingerprint, TakeFingerprint } from '../domain/fingerprint.ts';
import { later } from '../domain/units.ts';
import type { Instant, Seconds } from '../domain/units.ts';
import { normaliseUserCode } from '../domain/user-code.ts';
import type { Visitor } from '../http/visitor.ts';
import type { RandomId } from '../ports/clock.ts';
import type { ExpiringRecords } from '../ports/storage.ts';

const KIND = 'review';

/** For so long after its end, who decides too late hears that it is too late, and not that they never looked. */
const REMEMBER_EXPIRED: Seconds = 10 * 60;

/** What somebody looks at: a request, and the code that was typed for it. */
export interface Looked {
  readonly request: Fingerprint;
  readonly userCode: string;
}

/** A look at a request, found again. */
export interface Look {
  /** Names this look and no other: a decision that carries it was taken after it. */
  readonly key: Fingerprint;
  readonly request: Fingerprint;
  /** Is this the code it was looked up by? Told from the look alone: of other codes nothing can be learned. */
  readonly isCode: (typed: string) => boolean;
}

/**
 * Who looked at which request. A decision needs the handle that looking gave, in the session that looked: nobody approves what was shown to
 * somebody else (GHSA-cq3f-vc6p-68fh elsewhere).
 */
export interface Reviews {
  /** @returns an opaque handle (128 bits) that is good until the request expires, at `until` */
  begin(looked: Looked, visitor: Visitor, until: Instant): Promise<string>;
  /** @returns what this visitor looked at under this handle; undefined for a handle of another session, or none of ours */
  find(handle: string, visitor: Visitor): Promise<Look | undefined>;
}

/** Keeps reviews by the fingerprint of their handle. */
export function createReviews(deps: {
  readonly records: ExpiringRecords;
  readonly takeFingerprint: TakeFingerprint;
  readonly randomId: RandomId;
}): Reviews {
  const { records, takeFingerprint, randomId } = deps;
  const fingerprintOf = (userCode: string): Fingerprint => takeFingerprint('user_code', normaliseUserCode(userCode));

  return {
    async begin({ request: requestKey, userCode }, { session, person }, until) {
      const handle = randomId(16);
      await records.save(
        KIND,
        takeFingerprint(KIND, handle),
        { requestKey, userCodeKey: fingerprintOf(userCode), session, account: person.id },
        later(until, REMEMBER_EXPIRED),
      );
      return handle;
    },
    async find(handle, { session, person }) {
      const key = takeFingerprint(KIND, handle);
      const seen = await records.find(KIND, key);
      const isOwn = seen?.session === session && seen.account === person.id;
      if (!isOwn) return undefined;
      const isCode = (typed: string): boolean => equalInConstantTime(String(seen.userCodeKey), fingerprintOf(typed));
      return { key, request: seen.requestKey as Fingerprint, isCode };
    },
  };
}
