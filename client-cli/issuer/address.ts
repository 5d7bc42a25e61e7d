import { problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';

/**
 * Is this host, as a URL has it, the machine itself? Only `localhost` and loopback addresses: names below `localhost` should stay here too (RFC 6761, section
 * 6.3), but there are systems that ask the network for them.
 */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** May secrets travel to this address? Encrypted, or not leaving this machine (RFC 6749, section 1.6). */
export function isProtected(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** A web address without a name and password in it, which nothing here has a use for; undefined for whatever is none. */
export function readWebAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' ? url : undefined;
}

/** An address as it may be shown: without the name and password that may stand in it, however it is written. */
export function withoutCredentials(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?.*@/i, '$1');
}

/**
 * Reads the address of an issuer (RFC 8414, section 2: a URL without query and fragment).
 * @throws Problem `bad_issuer`, `insecure_issuer`
 */
export function readIssuer(text: string): URL {
  const url = readWebAddress(text);
  if (url?.search !== '' || url.hash !== '')
    throw problem('bad_issuer', { detail: cleanText(withoutCredentials(text)), example: likelyIssuer(text) });
  if (!isProtected(url)) throw problem('insecure_issuer', { url: url.href });
  return url;
}

/** What was meant, where only the beginning is missing: `localhost:8628` is a URL, of a scheme called "localhost". */
function likelyIssuer(text: string): string {
  const [, host, rest = ''] = /^([a-z\d.-]+|\[[a-f\d:.]+\])((?::\d{1,5})?(?:\/[\w./~-]*)?)$/i.exec(text) ?? [];
  if (host === undefined) return 'https://id.example.com';
  return `${isLoopback(host.toLowerCase()) ? 'http' : 'https'}://${host}${rest}`;
}

/**
 * Reads the address of an API that a token is to be sent to.
 * @throws Problem `bad_url`, `insecure_url`
 */
export function readApiAddress(text: string): URL {
  const url = readWebAddress(text);
  if (url === undefined) throw problem('bad_url', { detail: cleanText(withoutCredentials(text)) });
  if (!isProtected(url)) throw problem('insecure_url', { url: `${url.origin}${url.pathname}` });
  return url;
}

/** Are these the same issuer, however they are written (`HTTPS://ID.example` and `https://id.example/`)? */
export function isSameIssuer(left: string, right: string): boolean {
  if (!URL.canParse(left) || !URL.canParse(right)) return left === right;
  return new URL(left).href === new URL(right).href;
}
