import type { JWK } from 'jose';
import type { Endpoints } from '../issuer/endpoints.ts';
import type { Instant } from '../units.ts';
import type { PendingStore } from './pending-login.ts';
import type { KeySource } from './wrapping-key.ts';

/** A login: everything that is secret or proves it, kept and lost together. */
export interface Login {
  readonly schema: 1;
  /** Grows each time it is saved: tells a slow process that another one has been faster. */
  readonly generation: number;
  /** The issuer that gave the tokens. They are never sent to another one, whatever other files say. */
  readonly issuer: string;
  readonly clientId: string;
  /** Where its endpoints are, for a server that does not say so itself. */
  readonly endpoints?: Endpoints | undefined;
  /** What was said with `--provider`. */
  readonly provider?: string | undefined;
  /** Where the key is that the client authenticates with; never the key. */
  readonly clientKey?: string | undefined;
  /** No person logged in: the client did, for itself (RFC 6749, section 4.4), and does so again for the next access token. */
  readonly unattended?: true | undefined;
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

/** Is this a login, as far as later code relies on it? Only whoever has the key could have written another one: a bug of ours, or of a later version. */
export function isLogin(value: unknown): value is Login {
  const login = value as Partial<Login> | null;
  return (
    typeof login === 'object' &&
    login?.schema === 1 &&
    typeof login.generation === 'number' &&
    [login.issuer, login.clientId, login.deviceName, login.accessToken].every((text) => typeof text === 'string') &&
    Array.isArray(login.scopes) &&
    (login.tokenType === 'Bearer' || login.tokenType === 'DPoP')
  );
}

/** What a person should know about where tokens are kept. */
export interface StoreDescription {
  /** `os`: an encrypted file whose key is in the store of the operating system. `file`: one whose key is elsewhere. */
  readonly kind: 'os' | 'file' | 'memory';
  /** Undefined where nothing is encrypted. */
  readonly keySource: KeySource | undefined;
  readonly encrypted: boolean;
  /** Is a login still there when the process has ended? */
  readonly persistent: boolean;
  /** In words, such as "encrypted file (key from COUNTERSIGN_STORE_KEY)". */
  readonly words: string;
}

/** A turn at working on a login, for as long as nobody has been given the next one. */
export interface Turn {
  /**
   * Is it still ours? A process that was suspended for long may find that another one was given its turn: then what it knew of the login is over. To be asked
   * right before something that cannot be done twice.
   */
  isOurs(): Promise<boolean>;
}

/** How to wait for a turn. */
export interface WaitOptions<Result> {
  /** Ends the wait at once, with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Looked at while waiting: a result that makes the turn unnecessary. */
  readonly instead?: (() => Promise<Result | undefined>) | undefined;
}

/**
 * Where the login of one profile is kept.
 *
 * Every method throws StoreUnavailable with a reason and a way out when the place cannot be used.
 */
export interface TokenStore {
  readonly description: StoreDescription;
  /** Where a login waits until somebody has decided about it. */
  readonly pending: PendingStore;
  /** Makes sure that a login can be written, before anything is spent that cannot be had twice. Leaves no trace. */
  probe(): Promise<void>;
  load(): Promise<Login | undefined>;
  /** The generation of what is stored, readable or not; 0 where nothing ever was. Cheap: nothing is opened. */
  generation(): Promise<number>;
  /**
   * Replaces what is stored, of any earlier generation, as a whole: a reader sees the old one or the new one, also after a crash.
   * @returns false, and changes nothing, when this generation or a later one is stored already. Atomic among all processes.
   */
  save(login: Login): Promise<boolean>;
  /**
   * Removes the login, readable or not, and the key that was for it alone. A process that was suspended cannot bring it back.
   * @param generation only if nothing later is stored; without it, whatever is stored
   * @returns false, and removes nothing, when something later is stored
   */
  clear(generation?: number): Promise<boolean>;
  /**
   * Runs `work` while no other process runs its own for the same profile.
   * @throws Temporary `store_busy` when the other one takes too long
   */
  exclusively<Result>(work: (turn: Turn) => Promise<Result>, options?: WaitOptions<Result>): Promise<Result>;
}
