import type { Decision, DeviceRequest } from '../domain/device-request.ts';
import type { Fingerprint } from '../domain/fingerprint.ts';
import type { StoredState } from '../domain/pairing-state.ts';
import type { Instant } from '../domain/units.ts';

/** A device request to keep. */
export interface NewDeviceCode {
  readonly key: Fingerprint;
  readonly userCodeKey: Fingerprint;
  readonly request: DeviceRequest;
  /** Until when it is kept: longer than `request.expiresAt`, so that a late poll hears "expired", not "unknown". */
  readonly forgetAt: Instant;
}

/** A device request as storage has it. */
export interface StoredDeviceCode {
  readonly key: Fingerprint;
  readonly request: DeviceRequest;
  readonly state: StoredState;
  /** There once the state is `approved` or `denied`, and still there when `consumed`. */
  readonly decision?: Decision;
  /** When it was spent; there once the state is `consumed`. */
  readonly consumedAt?: Instant;
}

/** What came of a decision. */
export type DecideOutcome = 'decided' | 'already-decided' | 'expired' | 'unknown';

/** What one poll met. `tooEarly` is judged only while the request is pending: a decided one is answered at once. */
export type PollOutcome =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'found';
      readonly state: StoredState;
      readonly clientId: string;
      readonly expiresAt: Instant;
      readonly tooEarly: boolean;
      /** The whole request, once it is not pending any more: whoever polled wants it next. */
      readonly stored?: StoredDeviceCode;
    };

/** The device requests, and the only place where their state changes. All of it is atomic across all processes. */
export interface DeviceCodes {
  /**
   * Keeps a new request.
   *
   * @returns `user-code-taken`, with nothing kept, if a request still known has the same user code
   */
  open(code: NewDeviceCode): Promise<'opened' | 'user-code-taken'>;

  /** The request with this device code, expired ones included until they are forgotten. */
  find(key: Fingerprint): Promise<StoredDeviceCode | undefined>;

  /** The request with this user code, expired ones included until they are forgotten. */
  findByUserCode(userCodeKey: Fingerprint): Promise<StoredDeviceCode | undefined>;

  /** pending → approved or denied. Exactly one decision is ever taken, and none after `request.expiresAt`. */
  decide(key: Fingerprint, decision: Decision, now: Instant): Promise<DecideOutcome>;

  /**
   * Accounts for one poll, in one round trip: reads the state, judges the pace (`domain/poll-pace.ts`) and books the next slot. Books nothing when
   * the poll is too early or the request is not pending.
   */
  poll(key: Fingerprint, now: Instant): Promise<PollOutcome>;

  /**
   * approved or denied → consumed: who may answer this device code with tokens?
   *
   * @returns true for exactly one caller, ever
   */
  spend(key: Fingerprint, now: Instant): Promise<boolean>;
}
