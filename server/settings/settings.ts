import type { ApprovalDemands } from '../domain/approval-demands.ts';
import type { HexColour } from '../domain/colour.ts';
import type { GuessLimits } from '../domain/guess-limit.ts';
import type { LocalText } from '../domain/language.ts';
import type { Seconds } from '../domain/units.ts';
import type { ApprovalApiSettings, WebSessionSettings } from './web-session-settings.ts';

/** Where something is written: `config/clients.yaml:12:5 clients[2].grants[0]`. Lines and columns count from 1. */
export interface Place {
  /** The file as a person would name it, or the environment variable or flag that was given instead. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Where in the file, as `clients[2].grants[0]`; empty for the file as a whole. */
  readonly path: string;
}

/** How long things live. What clients.yaml does not say comes from countersign.yaml, what that does not say from the defaults. */
export interface Lifetimes {
  /** Device code and user code (RFC 8628, section 3.2, `expires_in`). */
  readonly deviceCode: Seconds;
  /** The pace of polls (RFC 8628, section 3.2, `interval`); always less than `deviceCode`. */
  readonly interval: Seconds;
  readonly accessToken: Seconds;
  /** A refresh token that nobody uses for so long is over. */
  readonly refreshToken: Seconds;
  /** A pairing is over after so long, however busy its refresh tokens are. */
  readonly refreshTokenMax: Seconds;
}

/** A JSON Web Key Set (RFC 7517) of public keys only. */
export interface PublicJwks {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** How a client proves who it is at the token endpoint (RFC 6749, section 2.3; RFC 7523). `none` is a public client. */
export type ClientAuthentication =
  | { readonly method: 'none' }
  | { readonly method: 'private_key_jwt'; readonly jwks: PublicJwks }
  | { readonly method: 'client_secret_basic'; readonly secret: string };

/** The grants a client may be given. */
export type GrantType = 'device_code' | 'refresh_token' | 'client_credentials';

/** Which access tokens a client gets: bound to its DPoP key (RFC 9449), plain (RFC 6750), or what it asks for. */
export type TokenKind = 'either' | 'dpop' | 'bearer';

/** A console or another client, with every default filled in. */
export interface ClientSettings {
  readonly id: string;
  /** What people read on the review page. */
  readonly name: string;
  readonly uri?: string;
  readonly authentication: ClientAuthentication;
  readonly grants: readonly GrantType[];
  /** The audiences it may ask for; the first is taken when it names none (RFC 8707). Empty for a client that only introspects. */
  readonly apis: readonly string[];
  /** The scopes it may ask for, each known to at least one of its APIs. */
  readonly scopes: readonly string[];
  readonly tokens: TokenKind;
  /** PKCE at the device authorization request (RFC 7636). */
  readonly pkce: 'optional' | 'required';
  /** Its DPoP key at the device authorization request, proved there or named (RFC 9449, section 10, for authorization codes). */
  readonly dpopJkt: 'optional' | 'required';
  /** Is `verification_uri_complete` in the answer (RFC 8628, section 3.3.1)? */
  readonly verificationUriComplete: boolean;
  /** What it demands of an approval beside a person's yes. */
  readonly approval: ApprovalDemands;
  readonly lifetimes: Lifetimes;
  /** The audiences whose tokens it may introspect (RFC 7662); empty unless it is confidential. */
  readonly introspect: readonly string[];
  /** How many devices one person may pair with this client at a time, and what becomes of one too many. */
  readonly devices: { readonly max: number; readonly whenFull: 'refuse' | 'evict' };
  /** Where its entry begins, so that a later check can say so. */
  readonly writtenAt: Place;
}

/** A scope of an API. */
export interface ScopeSettings {
  readonly name: string;
  /** One sentence for people: what a device may then do. */
  readonly description: LocalText;
  /** The review page warns about it. */
  readonly danger: boolean;
  /** Who may hand it to a device: people with one of these roles; undefined means everybody. */
  readonly roles?: readonly string[];
  /** The API asks for a sign-in this fresh before it acts (RFC 9470). */
  readonly stepUp?: { readonly maxAge: Seconds; readonly acrValues?: readonly string[] };
}

/** An API: what access tokens are for. */
export interface ApiSettings {
  /** The `aud` of its tokens and its resource indicator (RFC 8707). */
  readonly audience: string;
  readonly name: string;
  /** In the order of the file, which is the order of the review page. */
  readonly scopesByName: ReadonlyMap<string, ScopeSettings>;
}

/** A person of the embedded sign-in. */
export interface AccountSettings {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly roles: readonly string[];
  /** Argon2id in the PHC format (RFC 9106). */
  readonly passwordHash: string;
  /** A locked person can neither sign in nor keep tokens alive. */
  readonly locked: boolean;
}

/** The log levels, the quietest first. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** What the pages say about whoever runs the server, and in which colours. */
export interface BrandSettings {
  readonly productName: string;
  readonly supportUrl?: string;
  /** An SVG picture, already looked through. */
  readonly logo?: string;
  /** Readable in every place where the pages use it. */
  readonly accent?: HexColour;
}

/** What the server reads: checked, complete and frozen all the way down. It is made by `loadSettings` only. */
export interface Settings {
  /** The folder of the files. */
  readonly folder: string;
  /** An origin without a slash at the end: `https://login.example.com`. */
  readonly issuer: string;
  /** Is the issuer on this machine (localhost, 127.0.0.1, [::1])? Only then may it be http, and only then are the demo identities let in. */
  readonly issuerIsLocal: boolean;
  /** The address to listen on; undefined is every address. By default a local issuer listens to this machine only. */
  readonly host?: string;
  readonly port: number;
  /** `sqlite:PATH`, `sqlite::memory:`, `redis://…`, `rediss://…`, `redis+sentinel://…`, `redis+cluster://…`; may hold a password. */
  readonly storage: string;
  /** Addresses and CIDR blocks whose `X-Forwarded-*` is believed. */
  readonly trustedProxies: readonly string[];
  readonly webSession: WebSessionSettings;
  /** Undefined: there is no such API. */
  readonly approvalApi?: ApprovalApiSettings;
  /** How user codes look (RFC 8628, section 6.1): `length` letters, shown in groups of `group`. */
  readonly userCode: { readonly length: number; readonly group: number };
  /** How many wrong user codes are borne (RFC 8628, section 5.1). */
  readonly guessLimits: GuessLimits;
  /** How many device codes a network is given within ten minutes. */
  readonly deviceRequests: { readonly perNetwork: number };
  /** The defaults of all clients. */
  readonly lifetimes: Lifetimes;
  /** `requireNonce`: every DPoP proof must carry a nonce of this server (RFC 9449, section 8). */
  readonly dpop: { readonly requireNonce: boolean };
  readonly log: { readonly level: LogLevel };
  readonly brand: BrandSettings;
  readonly clientsById: ReadonlyMap<string, ClientSettings>;
  readonly apisByAudience: ReadonlyMap<string, ApiSettings>;
  /** What each role means, in a sentence. */
  readonly rolesByName: ReadonlyMap<string, { readonly name: string; readonly description: string }>;
  readonly accountsById: ReadonlyMap<string, AccountSettings>;
}
