import type { Environment } from '../environment.ts';
import { isLoopback } from '../issuer/address.ts';

/**
 * The proxy that a request goes through: the variables as undici's EnvHttpProxyAgent reads them, lower case first. There is no standard. What is meant for this
 * machine goes through none.
 *
 * @returns undefined when it goes straight to its host
 * @see {@link https://github.com/nodejs/undici/blob/v7.0.0/docs/docs/api/EnvHttpProxyAgent.md EnvHttpProxyAgent}
 */
export function proxyFor(url: URL, env: Environment): string | undefined {
  if (isLoopback(url.hostname)) return undefined;
  const http = env.http_proxy ?? env.HTTP_PROXY;
  const https = env.https_proxy ?? env.HTTPS_PROXY;
  const proxy = url.protocol === 'https:' ? (https ?? http) : http;
  if (!proxy) return undefined;
  const exceptions = (env.no_proxy ?? env.NO_PROXY ?? '').split(/[,\s]+/).filter((entry) => entry !== '');
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return exceptions.some((entry) => isExcepted(entry, url.hostname, port)) ? undefined : proxy;
}

function isExcepted(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, name = entry, wanted] = /^(.+):(\d+)$/.exec(entry) ?? [];
  const domain = name.replace(/^\*?\./, '').toLowerCase();
  return (wanted === undefined || wanted === port) && (host === domain || host.endsWith(`.${domain}`));
}
