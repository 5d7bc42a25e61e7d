import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { isProtected } from '../issuer/address.ts';

/** What git asks for, or tells: one value for each key, and lists. */
export interface GitRequest {
  readonly protocol: string | undefined;
  /** With the port, where it is not the usual one. */
  readonly host: string | undefined;
  readonly path: string | undefined;
  readonly username: string | undefined;
  /** The secret that was refused or taken, in whichever form. */
  readonly secret: string | undefined;
  /** Does this git know tokens as such (2.46 and later)? */
  readonly knowsTokens: boolean;
}

/**
 * Reads what git sends to a credential helper: lines `key=value`, up to an empty one. What is not understood is passed over, as git wants it.
 *
 * @see {@link https://git-scm.com/docs/git-credential#IOFMT git-credential, "INPUT/OUTPUT FORMAT"}
 */
export async function readGitRequest(stdin: Readable): Promise<GitRequest> {
  const [asked = ''] = (await text(stdin)).split('\n\n');
  const pairs = asked.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
  const last = (key: string): string | undefined => pairs.findLast(([name]) => name === key)?.[1];
  return {
    ...{ protocol: last('protocol'), host: last('host'), path: last('path'), username: last('username') },
    secret: last('credential') ?? last('password'),
    knowsTokens: pairs.some(([name, value]) => name === 'capability[]' && value === 'authtype'),
  };
}

/** A name or an IPv4 address, or an IPv6 address in brackets, and a port: what a URL reads as a host, a path or a user by itself is none of these. */
const HOST = /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** Ways to write a path that a server may read as another one: steps up, back slashes, encoded or not. git decodes a URL before it asks. */
const UNCLEAR_PATH = /(?:^|\/)\.{1,2}(?:\/|$)|[\\%?#\p{Cc}]/u;

/**
 * Is this the place that the helper was set up for? Anybody can make git ask for any host: a submodule, a redirect, a URL in a mail. So the host must be
 * the very one, the way there encrypted (or not leave this machine), and a path, where one was given, above what is asked for.
 */
export function isMeantFor(place: URL, { protocol, host = '', path = '' }: GitRequest): boolean {
  const address = `${protocol ?? ''}://${host}/`;
  if (!HOST.test(host) || !URL.canParse(address)) return false;
  const asked = new URL(address);
  if (asked.origin !== place.origin || !isProtected(asked)) return false;
  const above = place.pathname.replace(/\/$/, '');
  if (above === '') return true;
  return !UNCLEAR_PATH.test(path) && (`/${path}` === above || `/${path}`.startsWith(`${above}/`));
}
