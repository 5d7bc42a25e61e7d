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

/**
 * Reads the address of an issuer (RFC 8414, section 2: a URL without query and fragment).
 * @throws Problem `bad_issuer`, `insecure_issuer`
 */
export function readIssuer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw problem('bad_issuer', { detail: cleanText(text) });
  }
  if (!isProtected(url)) throw problem('insecure_issuer', { url: url.href });
  return url;
}

/**
 * Reads the address of an API that a token is to be sent to.
 * @throws Problem `bad_url`, `insecure_url`
 */
export function readApiAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw problem('bad_url', { detail: cleanText(text) });
  if (!isProtected(url)) throw problem('insecure_url', { url: `${url.origin}${url.pathname}` });
  return url;
}

/** Are these the same issuer, however they are written (`HTTPS://ID.example` and `https://id.example/`)? */
export function isSameIssuer(left: string, right: string): boolean {
  if (!URL.canParse(left) || !URL.canParse(right)) return left === right;
  return new URL(left).href === new URL(right).href;
}
