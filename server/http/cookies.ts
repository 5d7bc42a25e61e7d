import type { Context } from 'koa';

import type { Seconds } from '../domain/units.ts';

/** Reads and writes one cookie of ours. */
export interface Cookie {
  read(ctx: Context): string | undefined;
  /** @param maxAge how long the browser keeps it; without it, until the browser is closed */
  write(ctx: Context, value: string, maxAge?: Seconds): void;
  clear(ctx: Context): void;
}

/**
 * A cookie that no script reads and no other site's form sends. Over TLS it carries the `__Host-` prefix, which keeps a sibling domain from
 * planting it.
 *
 * @see {@link https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-the-__host-prefix RFC 6265bis, section 4.1.3.2}
 */
export function createCookie(name: string, { issuer }: { readonly issuer: string }): Cookie {
  const secure = issuer.startsWith('https:');
  const fullName = secure ? `__Host-countersign-${name}` : `countersign-${name}`;
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure, overwrite: true, signed: false } as const;
  return {
    read: (ctx) => ctx.cookies.get(fullName, { signed: false }),
    write: (ctx, value, maxAge) =>
      void ctx.cookies.set(fullName, value, { ...options, ...(maxAge === undefined ? {} : { maxAge: maxAge * 1000 }) }),
    clear: (ctx) => void ctx.cookies.set(fullName, '', { ...options, maxAge: 0 }),
  };
}
