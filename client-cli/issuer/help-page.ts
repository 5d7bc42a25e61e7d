/**
 * The page on which an issuer explains every message of this program, if it has one: a server of our kind names it in its metadata (`service_documentation`). What
 * other servers name there is documentation that knows nothing of our messages.
 *
 * @param named what the issuer, or a file, says; nothing but the one address it can be is ever taken over
 * @see {@link https://www.rfc-editor.org/rfc/rfc8414#section-2 RFC 8414, section 2}
 */
export function helpPageOf(issuer: string, named: string | undefined): string | undefined {
  const page = `${issuer.replace(/\/$/, '')}/troubleshooting`;
  return named === page ? page : undefined;
}
