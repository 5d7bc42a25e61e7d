import type { Context } from 'koa';

import type { Seconds } from '../domain/units.ts';
import type { Cookie } from '../http/cookies.ts';
import type { CodeSource } from './outcomes.ts';

/** How long a code waits for its person to sign in. */
const LIFETIME: Seconds = 10 * 60;

/** What tells a code that somebody typed from one that a link brought. No code has a dot in it. */
const TYPED = '.typed';

/** A user code and where it comes from. */
export interface SourcedCode {
  /** Normalised. */
  readonly code: string;
  readonly source: CodeSource;
}

/** Keeps a code while its person signs in, in a cookie: an address would end up in histories and referrers (RFC 8628, section 5.4). */
export interface KeptCode {
  keep(ctx: Context, kept: SourcedCode): void;
  read(ctx: Context): SourcedCode | undefined;
  forget(ctx: Context): void;
}

/** @param cookie of its own */
export function createKeptCode(cookie: Cookie): KeptCode {
  return {
    keep: (ctx, { code, source }) => cookie.write(ctx, source === 'typed' ? code + TYPED : code, LIFETIME),
    read(ctx) {
      const value = cookie.read(ctx);
      if (!value) return undefined;
      return value.endsWith(TYPED)
        ? { code: value.slice(0, -TYPED.length), source: 'typed' }
        : { code: value, source: 'prefilled' };
    },
    forget: (ctx) => cookie.clear(ctx),
  };
}
