import type { Context } from 'koa';

import type { Fingerprint } from '../domain/fingerprint.ts';

/** A person as their web session tells it. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly roles: readonly string[];
  /**
   * When they last proved who they are: seconds since the epoch (`auth_time`, OpenID Connect Core, section 2). Undefined if the session does not say: then
   * nothing that asks for a fresh sign-in is to be had.
   */
  readonly authTime?: number;
  /** How strongly (`acr`) and by what means (`amr`, RFC 8176), if the session knows. */
  readonly acr?: string;
  readonly amr?: readonly string[];
  /** Stands for what they signed in with, where we know that: see `ports/accounts.ts`. */
  readonly credentials?: string;
}

/** A person in front of a browser, in one web session. */
export interface Visitor {
  readonly person: Person;
  /** Stands for this session and no other: what a form or a review is bound to. */
  readonly session: Fingerprint;
}

/** Tells who is in front of the browser, whatever kind of web session is configured. */
export interface Visitors {
  /** The visitor, or undefined when nobody is signed in. Asked anew for every page: a session that ended or changed is noticed on the next one. */
  whoIs(ctx: Context): Promise<Visitor | undefined>;
}
