import type { AccountChange } from '../domain/account-change.ts';
import type { Seconds } from '../domain/units.ts';
import type { PublicJwks } from './settings.ts';

/** What the claims or headers are called in which somebody else tells who a person is; and what their roles are called here. */
export interface PersonMapping<Field extends string = PersonField> {
  readonly names: Readonly<Record<Field, string>>;
  /** Their roles → ours. Undefined: they have the same names. */
  readonly roles?: Readonly<Record<string, string>>;
}

/** What is taken over of a person. `session` is what tells one sign-in from the next (`sid`, OpenID Connect Back-Channel Logout, section 2.1). */
export type PersonField = 'subject' | 'name' | 'email' | 'roles' | 'session' | 'acr' | 'amr' | 'auth_time';

/** Where the keys are by which a token is checked: fetched and kept for a while, or written down. */
export type KeySource = { readonly uri: string } | { readonly jwks: PublicJwks };

/** A JWT that a product makes for the people who are signed in to it, and how it is checked (RFC 7519; RFC 8725). */
export interface ProductTokenSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: KeySource;
  /** Asymmetric ones only: with a shared secret, whoever checks could also sign. */
  readonly algorithms: readonly string[];
  /** A token older than this (`iat`) is refused, whatever it says about its end. */
  readonly maxAge: Seconds;
  readonly person: PersonMapping;
}

/** People sign in here with the passwords of accounts.yaml. */
export interface AccountsWebSession {
  readonly kind: 'accounts';
  /** How long a sign-in holds. */
  readonly lifetime: Seconds;
  /** What ends the devices of a person. */
  readonly consolesEndOn: readonly AccountChange[];
}

/** People are signed in to a product that keeps a JWT in a cookie, which reaches us too: the same host, or a parent domain. */
export interface HostJwtWebSession {
  readonly kind: 'host_jwt';
  readonly cookie: string;
  readonly token: ProductTokenSettings;
  /** Where people sign in, and the parameter there that takes the address to come back to. */
  readonly loginUrl: string;
  readonly returnParameter: string;
  readonly logoutUrl?: string;
}

/** People sign in at an OpenID Provider: their company's, with its single sign-on and second factors. */
export interface OpenIdWebSession {
  readonly kind: 'openid';
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined: a public client; PKCE is used in any case. */
  readonly clientSecret?: string;
  readonly scope: string;
  /** Asked of every sign-in, and checked when people come back. */
  readonly acrValues?: readonly string[];
  /** How long a sign-in holds before the provider is asked again: without a word, as long as its own session lives. */
  readonly lifetime: Seconds;
  readonly person: PersonMapping;
}

/** A proxy in front of us authenticates people and tells in headers who they are. */
export interface ProxyWebSession {
  readonly kind: 'proxy';
  /** What the proxy proves itself by; where both are there, both are needed. At least one is. */
  readonly secret?: { readonly header: string; readonly value: string };
  readonly addresses?: readonly string[];
  /** The names of headers. */
  readonly person: PersonMapping;
  readonly loginUrl?: string;
  readonly returnParameter: string;
  readonly logoutUrl?: string;
}

/** The API by which a product approves on a page of its own. */
export interface ApprovalApiSettings {
  /** The token that the web client of the product sends. */
  readonly token: ProductTokenSettings;
  /** The origins of pages that may call it. */
  readonly origins: readonly string[];
}

/** Who is in front of the browser: docs/guides/your-own-login.md. */
export type WebSessionSettings = AccountsWebSession | HostJwtWebSession | OpenIdWebSession | ProxyWebSession;
