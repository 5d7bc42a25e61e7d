import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

import proxyAddr from 'proxy-addr';

import type { Preparation } from './preparation.ts';

/** What the server is called from outside, and whose word it takes about that. */
export interface PublicOriginDeps {
  readonly issuer: string;
  /** Where a request comes from. */
  readonly addressOf: (req: IncomingMessage) => string;
}

/**
 * Makes every request look as the issuer says it should, before anything reads it: host and scheme are the issuer's whatever the Host and
 * Forwarded headers claim, so that no address in an answer and no DPoP proof check (RFC 9449, section 4.3, `htu`) can be led astray. The client's
 * address is the peer's, or what a trusted proxy reports.
 *
 * The engine reads these through Koa with `proxy` switched on, which is safe only because of this middleware: it must come first.
 */
export function createPublicOrigin({ issuer, addressOf }: PublicOriginDeps): Preparation {
  const { host, protocol } = new URL(issuer);
  const scheme = protocol.slice(0, -1);

  return function settlePublicOrigin(ctx) {
    const { headers } = ctx.req;
    headers.host = host;
    headers['x-forwarded-proto'] = scheme;
    headers['x-forwarded-for'] = addressOf(ctx.req);
    delete headers['x-forwarded-host'];
    delete headers[':authority'];
    if (!ctx.url.startsWith('/')) ctx.url = ctx.req.url = ctx.originalUrl = ctx.request.originalUrl = originForm(ctx.url);
    if (ctx.path.endsWith('/')) ctx.path = withoutTrailingSlash(ctx.path);
  };
}

/** `/token/` is `/token`: the engine's router thinks so, and so must everything in front of it. */
function withoutTrailingSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
}

/** A request target that is a whole address, as proxies are sent, says nothing about who we are: its path is what counts (RFC 9112, section 3.2.2). */
function originForm(target: string): string {
  const url = URL.parse(target);
  return url ? url.pathname + url.search : '/';
}

/**
 * Where a request comes from: the peer's address, or what a trusted proxy reports; empty if the peer is gone already.
 *
 * @param trustedProxies addresses or networks of proxies whose X-Forwarded-For is believed; nobody else's is
 */
export function createAddressOf(trustedProxies: readonly string[]): (req: IncomingMessage) => string {
  const trusts = proxyAddr.compile([...trustedProxies]);
  return (req) => plainAddress(proxyAddr(req, trusts)) ?? plainAddress(req.socket.remoteAddress) ?? '';
}

/** An address with the port that some proxies put behind it, of which every connection has another: limits would count each as somebody else. */
const WITH_PORT = /^(?:\[([^\]]*)\]|([0-9.]+))(?::[0-9]+)?$/;

/** IPv4 that came through an IPv6 socket is written as IPv4. @returns undefined for what is no address */
function plainAddress(address: string | undefined = ''): string | undefined {
  const [, ipv6, ipv4] = WITH_PORT.exec(address) ?? [];
  const bare = (ipv6 ?? ipv4 ?? address).toLowerCase().replace(/^::ffff:(?=[0-9.]+$)/, '');
  return isIP(bare) === 0 ? undefined : bare;
}
