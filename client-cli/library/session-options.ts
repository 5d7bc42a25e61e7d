import type { Environment } from '../environment.ts';
import type { LoginEvent } from '../session/log-in.ts';
import type { StoreWish } from '../store/store-choice.ts';
import type { Seconds } from '../units.ts';
import type { SessionStatus } from './session-status.ts';

/** How a session is opened. Everything can be left out. */
export interface SessionOptions {
  /** The profile, as in `countersign --profile`. Default: COUNTERSIGN_PROFILE, or else `default`. */
  readonly profile?: string;
  /** The variables that count, as they do for the program (COUNTERSIGN_HOME, COUNTERSIGN_STORE_KEY, HTTPS_PROXY …). Default: `process.env`. */
  readonly env?: Environment;
  /** A PEM file with more authorities to trust. */
  readonly caFile?: string;
  /** How long one request to the issuer may take, and an API may take to begin its answer. Default: 15. */
  readonly requestTimeout?: Seconds;
  /** What a login asks for, when there has to be one. */
  readonly login?: LoginRequest;
  /**
   * Shows somebody an address and a code. With it, `getToken` and `fetch` start a login when there is none, and wait for it; without it they throw LoginRequired, and
   * nobody is ever asked. Say with it: go on only if you started this yourself.
   */
  readonly onPrompt?: (prompt: LoginPrompt) => unknown;
  /** Told what a person should know and nobody asked for, such as a renewed login that could not be written. Default: nobody. */
  readonly onWarning?: (sentence: string) => void;
}

/** What a login asks for. What is left out is taken from the environment, then from the last login of the profile, then from the program's defaults. */
export interface LoginRequest {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly scope?: string;
  /** The API that the tokens are for (RFC 8707). */
  readonly resource?: string;
  /** What this machine is called where somebody approves. Default: its host name. */
  readonly deviceName?: string;
  /** Bind the tokens to a key (RFC 9449): always, never, or (default) if the issuer can. */
  readonly binding?: 'dpop' | 'bearer' | 'auto';
  /** Where the login is kept. Default: COUNTERSIGN_STORE, then as the last one. */
  readonly store?: StoreWish;
  /** Give up after so long, even if the code lives longer. */
  readonly timeout?: Seconds;
}

/** An address and a code, to be shown to whoever may approve. */
export type LoginPrompt = Omit<Extract<LoginEvent, { readonly kind: 'verification' }>, 'kind'>;

/** What happens while somebody logs in. No event holds a secret that is worth more than the code on the screen. */
export type SessionEvent =
  | Exclude<LoginEvent, { readonly kind: 'done' }>
  | { readonly kind: 'done'; readonly status: SessionStatus; /** Was there a login before? */ readonly replaced: boolean };
