import type { Decision, Denial, DeviceRequest } from '../domain/device-request.ts';
import type { Fingerprint } from '../domain/fingerprint.ts';
import type { PairingState } from '../domain/pairing-state.ts';
import type { DecideOutcome } from './device-codes.ts';

/** A device request that somebody typed the user code of. */
export interface FoundRequest {
  readonly key: Fingerprint;
  readonly request: DeviceRequest;
  readonly state: PairingState;
  /** There once somebody decided. */
  readonly decision?: Decision;
}

/** Who decides, and after which look at the request, if one was needed. */
export interface Decider {
  readonly accountId: string;
  readonly review?: Fingerprint;
}

/** Who approves, and how sure we are of it: this ends up in the tokens (RFC 9068, section 2.2.1). */
export interface Approver extends Decider {
  readonly name: string;
  readonly email?: string;
  /** Seconds since the epoch. */
  readonly authTime?: number;
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly credentials?: string;
}

/**
 * What the pages need of the device grant. The engine's side of the house implements it (`provider/`); neither knows the other.
 */
export interface DeviceRequests {
  /** @param typed the user code as the person typed it */
  findByUserCode(typed: string): Promise<FoundRequest | undefined>;

  /** The same request again, as it stands now. */
  find(key: Fingerprint): Promise<FoundRequest | undefined>;

  /**
   * Approves. The decision is all that is written; the grant comes to life when the console redeems its code, so nothing is left behind by an
   * approval that came too late or a console that never came back.
   *
   * @param scopes what is granted, a part of what was asked for
   */
  approve(found: FoundRequest, approver: Approver, scopes: readonly string[]): Promise<DecideOutcome>;

  /**
   * Denies. The console hears `access_denied` at its next poll (RFC 8628, section 3.5), and why.
   *
   * @param because when it is not the person's own choice
   */
  deny(found: FoundRequest, decider: Decider, because?: Denial['because']): Promise<DecideOutcome>;
}
