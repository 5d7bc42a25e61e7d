import { fieldValues } from './credentials.ts';
import type { RequestHeaders } from './credentials.ts';
import { problem } from './problems.ts';
import type { Problem } from './problems.ts';

/** The request line and the header fields of a request, as Fetch's `Request` has them and as they can be taken from any framework. */
export interface GuardRequest {
  readonly method: string;
  /** The path with its query as it was received, or the whole address. */
  readonly url: string;
  readonly headers: RequestHeaders;
}

/**
 * The address the caller meant, which a DPoP proof must name (RFC 9449, section 4.3, check 9).
 *
 * Host and scheme come from the configured public addresses and never from the request: whoever receives a proof on another server could pass it
 * on with a Host field to match. The Host field only chooses among several configured addresses.
 *
 * @param publicUrls under which addresses this API is reached; a path in them is what a proxy takes away
 */
export function targetUri({ url, headers }: GuardRequest, publicUrls: readonly [URL, ...URL[]]): URL | Problem {
  const path = url.startsWith('/') ? url : pathOf(url);
  if (path === undefined) return problem('request_malformed', 'the request target is no path');
  const base = chooseBase(publicUrls, url.startsWith('/') ? fieldValues(headers, 'host')[0] : new URL(url).host);
  const text = `${base.href.replace(/\/$/, '')}${path}`;
  return URL.canParse(text) ? new URL(text) : problem('request_malformed', 'the request target is no address');
}

/** What comes after the host of an http address; undefined for anything else, such as the `*` of `OPTIONS *`. */
function pathOf(url: string): string | undefined {
  if (!/^https?:/i.test(url) || !URL.canParse(url)) return undefined;
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

function chooseBase([canonical, ...others]: readonly [URL, ...URL[]], host: string | undefined): URL {
  return others.find((other) => other.host === host?.toLowerCase()) ?? canonical;
}
