import type { Fingerprint } from './fingerprint.ts';
import type { SignInDemands } from './sign-in-demands.ts';
import type { Instant, Seconds } from './units.ts';

/** Where a request came from, as the server saw it. */
export interface Origin {
  /** The network address of the peer, or what a trusted proxy said it is. */
  readonly address: string;
  /** The User-Agent header, cut to 256 characters and cleaned of control characters; empty when there was none. */
  readonly userAgent: string;
}

/** What a console asked for at the device authorization endpoint (RFC 8628, section 3.1). It never changes afterwards. */
export interface DeviceRequest {
  /**
   * One id from the first request to the last refresh: it joins console, page and token in the log, and it is the id of the paired device and of
   * its grant. It is no secret: knowing it gives no right.
   */
  readonly pairingId: string;
  readonly clientId: string;
  /** The scopes asked for, in order. */
  readonly scopes: readonly string[];
  /** The API the tokens are for (RFC 8707), already checked. */
  readonly resource?: string;
  /** What the console calls its machine, if it said so (`device_name`). */
  readonly deviceName?: string;
  readonly origin: Origin;
  /** S256 challenge that the poll must answer (RFC 7636). */
  readonly codeChallenge?: string;
  /** The key that the poll must prove (RFC 7638 thumbprint, for RFC 9449). */
  readonly dpopThumbprint?: string;
  /** How fresh and strong the sign-in of whoever approves has to be, if the console said so (`max_age`, `acr_values`; RFC 9470, section 5). */
  readonly signIn?: SignInDemands;
  readonly requestedAt: Instant;
  readonly expiresAt: Instant;
  /** The pace the console was told (RFC 8628, section 3.2). */
  readonly interval: Seconds;
}

/** A person said yes. */
export interface Approval {
  readonly kind: 'approved';
  readonly accountId: string;
  /** What the person was called when they approved. Where we keep no accounts, nothing else says it. */
  readonly name?: string;
  readonly email?: string;
  /** What was granted: a part of what was asked for. */
  readonly scopes: readonly string[];
  /** When the person signed in, seconds since the epoch; undefined if their web session does not say. */
  readonly authTime?: number;
  readonly acr?: string;
  readonly amr?: readonly string[];
  /** Stands for what the person had signed in with, where we know that. */
  readonly credentials?: string;
  readonly decidedAt: Instant;
  /** The look at the request that this is the answer to; see `pairing/reviews.ts`. */
  readonly review?: Fingerprint;
}

/** A person said no, or could not have said yes. */
export interface Denial {
  readonly kind: 'denied';
  readonly accountId: string;
  readonly decidedAt: Instant;
  /** There when it was not the person's own choice: none of the rights asked for is theirs to hand out. */
  readonly because?: 'no-rights';
  readonly review?: Fingerprint;
}

/** What a person decided about a device request. */
export type Decision = Approval | Denial;
