import type { JWK } from 'jose';
import type { Instant } from '../units.ts';

/** A login: everything that is secret or proves it, kept and lost together. */
export interface Login {
  readonly schema: 1;
  /** Grows by one each time it is saved: tells a slow process that another one has been faster. */
  readonly generation: number;
  /** The issuer that gave the tokens. They are never sent to another one, whatever other files say. */
  readonly issuer: string;
  readonly clientId: string;
  /** `sub` of the ID token, when there was one. */
  readonly subject?: string | undefined;
  /** What people call that account: user name, mail address or name. */
  readonly account?: string | undefined;
  readonly deviceName: string;
  readonly scopes: readonly string[];
  /** What was asked for at the login and not given (RFC 6749, section 3.3). */
  readonly refusedScopes?: readonly string[] | undefined;
  /** The API that the access token is for (RFC 8707). */
  readonly resource?: string | undefined;
  readonly tokenType: 'Bearer' | 'DPoP';
  readonly accessToken: string;
  /** By this machine's clock; undefined when the server did not say (RFC 6749, section 5.1). */
  readonly accessTokenExpiresAt?: Instant | undefined;
  readonly refreshToken?: string | undefined;
  /** Public clients' refresh tokens are bound to it (RFC 9449, section 5). */
  readonly dpopKey?: JWK | undefined;
}

/** What a person should know about where tokens are kept. */
export interface StoreDescription {
  readonly kind: 'file' | 'memory';
  readonly encrypted: boolean;
  /** Is a login still there when the process has ended? */
  readonly persistent: boolean;
  /** In words, such as "encrypted file (key from COUNTERSIGN_STORE_KEY)". */
  readonly words: string;
}

/**
 * Where the login of one profile is kept.
 *
 * Every method throws StoreUnavailable with a reason and a way out when the place cannot be used.
 */
export interface TokenStore {
  readonly description: StoreDescription;
  /** Makes sure that a login can be written, before anything is spent that cannot be had twice. Leaves no trace. */
  probe(): Promise<void>;
  load(): Promise<Login | undefined>;
  /** Replaces the login as a whole: a reader sees the old one or the new one, also after a crash. */
  save(login: Login): Promise<void>;
  /** Removes the login, readable or not. */
  clear(): Promise<void>;
  /**
   * Runs `work` while no other process runs its own for the same profile.
   * @throws Temporary `store_busy` when the other one takes too long
   */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
}
