import type { JWK } from 'jose';
import type { AskedLogin } from '../session/login-wish.ts';
import type { Instant, Milliseconds, Seconds } from '../units.ts';

/** A login that waits for somebody's decision: all it takes to go on with it in another process. As secret as a login. */
export interface PendingLogin {
  readonly schema: 1;
  /** Tells it from the next one. */
  readonly id: string;
  readonly asked: AskedLogin;
  /** The rights that were asked for in the end. */
  readonly scope: string | undefined;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete: string | undefined;
  readonly interval: Seconds;
  readonly deviceCode: string;
  readonly codeVerifier: string | undefined;
  readonly dpopKey: JWK | undefined;
  /** By the wall clock of this machine: the only one that another process knows too. */
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
}

/**
 * How much of its life is left. A wall clock that was set back gives it no longer life than the server did; whether it is over, the server says.
 */
export function remainingLife({ askedAt, expiresAt }: PendingLogin, now: Instant): Milliseconds {
  return Math.min(expiresAt - now, expiresAt - askedAt);
}

/** The right to wait for the decision, which one process has at a time. */
export interface PendingHold {
  /** May this process still poll? Not when another one has taken over, or what it waits for is gone. To be asked before each poll. */
  readonly isMine: () => Promise<boolean>;
  readonly release: () => Promise<void>;
}

/** A process that waits for a decision. */
export interface Waiter {
  readonly pid: number;
  readonly host: string;
}

/** Where the pending login of one profile is kept. */
export interface PendingStore {
  /** @returns undefined when there is none, or none that is still good. @throws StoreUnavailable when it cannot be read */
  load(): Promise<PendingLogin | undefined>;
  /** The process that waits for it now, if one does. */
  waiting(): Promise<Waiter | undefined>;
  /** Keeps it, in place of any other, and takes the right to wait for it from whoever has it. */
  hold(pending: PendingLogin): Promise<PendingHold>;
  /** Forgets it. @param id only if it is still this one; without it, whatever there is */
  forget(id?: string): Promise<void>;
}
