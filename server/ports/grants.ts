import type { DeviceDescription } from '../domain/device.ts';
import type { Fingerprint } from '../domain/fingerprint.ts';
import type { Standing } from '../domain/refresh-standing.ts';
import type { Instant } from '../domain/units.ts';

/** What a person handed to one device: the record by which a paired device lives and dies. Its id is the pairing id. */
export interface StoredGrant {
  readonly id: string;
  readonly accountId: string;
  readonly clientId: string;
  readonly device: DeviceDescription;
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
  /** The network address it was asked from: where its device was last used. */
  readonly from: string;
}

/** A refresh token that somebody presented. */
export interface PresentedRefreshToken {
  /** Its grant, as of the same moment. */
  readonly grant: StoredGrant;
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
 * Grants and their refresh tokens. A grant has at most one line of refresh tokens: one that is good, the one before it, and the last few that were
 * replaced before they were used. Grant and line are one record, so that ending a device is one step that cannot be half done.
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

  /**
   * Where a presented refresh token stands, or undefined if its grant was ended, has no token, or the time of the one that is good now is over. Changes
   * nothing.
   *
   * Nothing is kept of a token that was spent, so whatever the line does not remember is `spent`: the caller has made sure that the token was issued, and
   * for this grant.
   */
  findRefreshToken(grantId: string, key: Fingerprint): Promise<PresentedRefreshToken | undefined>;

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
