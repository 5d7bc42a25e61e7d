import type { Fingerprint } from '../domain/fingerprint.ts';
import type { Instant } from '../domain/units.ts';

/** What a person handed to one device: the record by which a paired device lives and dies. Its id is the pairing id. */
export interface StoredGrant {
  readonly id: string;
  readonly accountId: string;
  readonly clientId: string;
  /** The grant as the engine wants it back. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Until when it is kept. Issuing and rotating a refresh token moves this on to the end of that token's life. */
  readonly keepUntil: Instant;
}

/** A refresh token to keep: never the token itself. */
export interface NewRefreshToken {
  readonly key: Fingerprint;
  readonly grantId: string;
  /** The token's record as the engine wants it back, without its value. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly expiresAt: Instant;
}

/**
 * Where a refresh token stands in the line of its grant.
 *
 * - `current`: the one that is good now.
 * - `previous`: rotated, and its successor was never used: perhaps the answer was lost on the way.
 * - `replaced`: never used, and replaced when the previous token was presented again: either its answer was lost, or somebody else has the previous one.
 * - `spent`: rotated, and the successor was used too: whoever presents it now stole it, or was stolen from.
 */
export type Standing = 'current' | 'previous' | 'replaced' | 'spent';

/** A refresh token that somebody presented. */
export interface PresentedRefreshToken {
  readonly grantId: string;
  readonly standing: Standing;
  /** The record of the token that is good now: it differs from that of a previous one in no right and no binding. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The token that is good now, as seen at this moment; `rotate` wants it back. */
  readonly currentKey: Fingerprint;
  /**
   * When the previous token was rotated for the first time; undefined while the line has only its first token. Asking again for a lost answer does not
   * move it on.
   */
  readonly rotatedAt?: Instant;
}

/**
 * Grants and their refresh tokens. A grant has at most one line of refresh tokens: one that is good, and the one before it. Grant and line are
 * one record, so that ending a device is one step that cannot be half done.
 */
export interface Grants {
  /** Keeps a grant, or replaces it and leaves its refresh tokens as they are. Durable when the promise is kept. */
  save(grant: StoredGrant): Promise<void>;

  /** The grant, unless it was ended or its time is over. */
  find(id: string): Promise<StoredGrant | undefined>;

  /** Ends a grant and every refresh token of it. @returns false if there was none. Atomic. */
  end(id: string): Promise<boolean>;

  /** Keeps the first refresh token of a grant. @returns false, with nothing kept, if the grant is not there. */
  issueRefreshToken(token: NewRefreshToken): Promise<boolean>;

  /** What a presented refresh token is, or undefined if nobody knows it or its grant was ended. Changes nothing. */
  findRefreshToken(key: Fingerprint): Promise<PresentedRefreshToken | undefined>;

  /**
   * Replaces the token that is good now by `next`, in one atomic step: the presented one becomes `previous`, what was `currentKey` (if it was
   * another) is `replaced`. A crash before it leaves everything as it was; a crash after it is a lost answer.
   *
   * @param presented the token that was presented: `current` or `previous` at the time it was found
   * @param currentKey what `findRefreshToken` said
   * @returns false, with nothing changed, if the line has moved on since then, or the grant was ended
   */
  rotateRefreshToken(presented: Fingerprint, currentKey: Fingerprint, next: NewRefreshToken, now: Instant): Promise<boolean>;
}
