/**
 * Where to go after signing in: a path of ours, or the code page. Anything that a browser could read as another site (`//elsewhere`,
 * `/\elsewhere`, `javascript:`) is not a path of ours (RFC 9700, section 4.11: no open redirector).
 */
export function safeReturnAddress(wanted: string, issuer: string): string {
  if (!wanted.startsWith('/')) return '/device';
  const resolved = URL.parse(wanted, issuer);
  if (resolved?.origin !== new URL(issuer).origin) return '/device';
  return resolved.pathname.startsWith('//') ? '/device' : resolved.pathname + resolved.search;
}
