import type { Preparation } from './preparation.ts';

/**
 * No script, no frame, no request to anywhere else. `img-src data:` is the brand mark.
 *
 * @see {@link https://www.w3.org/TR/CSP3/ Content Security Policy Level 3}
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Headers that every answer carries, whoever makes it. A page with a code must not be kept, framed or told about (RFC 8628, section 5.4 and 5.5). */
export function securityHeaders(issuer: string): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    ...(issuer.startsWith('https:') && { 'Strict-Transport-Security': 'max-age=31536000' }),
  };
}

/** Sets them before anybody else sets anything. */
export function createSecurityHeaders({ issuer }: { readonly issuer: string }): Preparation {
  const headers = Object.entries(securityHeaders(issuer));
  return function setSecurityHeaders(ctx) {
    for (const [name, value] of headers) ctx.res.setHeader(name, value);
  };
}
