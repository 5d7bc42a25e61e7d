/** What an issuer is, or why it is none. */
export type IssuerVerdict =
  | { readonly kind: 'good'; readonly origin: string; readonly isLocal: boolean; readonly hostname: string }
  | { readonly kind: 'bad'; readonly message: string; readonly fix: string };

/** The issuer that nobody has to write down. */
export const DEFAULT_ISSUER = 'http://localhost:8628';

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/**
 * May this be the issuer? An https origin: the code is typed and the tokens are sent there. Plain http is for this machine only (RFC 8252,
 * section 8.3, says why that is no worse). A slash at the end is forgiven and dropped, because issuers are compared letter by letter.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8414#section-2 RFC 8414, section 2}: https, no query, no fragment
 */
export function judgeIssuer(text: string): IssuerVerdict {
  const url = URL.parse(text);
  if (!url || !['https:', 'http:'].includes(url.protocol)) {
    return { kind: 'bad', message: 'this is no web address.', fix: 'Write https:// and the host: https://login.example.com.' };
  }
  const isLocal = LOCAL_HOSTS.includes(url.hostname);
  if (url.protocol === 'http:' && !isLocal) {
    const fix = `Write ${url.origin.replace('http:', 'https:')}; plain http is for localhost, 127.0.0.1 and [::1] only.`;
    return { kind: 'bad', message: 'codes and tokens must not travel in clear.', fix };
  }
  // Compared with what was written, because an empty query or fragment leaves no trace in a parsed URL.
  if (url.username !== '' || url.password !== '' || url.pathname !== '/' || /[?#]/.test(text)) {
    return { kind: 'bad', message: 'an issuer has no path, query, fragment or user.', fix: `Write ${url.origin}.` };
  }
  return { kind: 'good', origin: url.origin, isLocal, hostname: url.hostname.replace(/^\[|\]$/g, '') };
}
