import { readFile } from 'node:fs/promises';
import type { Dispatcher } from 'undici';
import type { Environment } from '../environment.ts';
import { problem } from '../problems/problem.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { Seconds } from '../units.ts';
import { VERSION } from '../version.ts';
import { isLoopback } from './address.ts';
import type { Http, HttpSetup } from './http.ts';
import { limitSize } from './limit-size.ts';
import { readProxy } from './proxy-address.ts';

type Transport = (url: string | URL, init: RequestInit) => Promise<Response>;

/** @throws Problem `ca_file` at the first request, when the certificates cannot be read */
export function createSender({ env, caFile, requestTimeout, time, log, signal }: HttpSetup): Http {
  let transport: Promise<Transport> | undefined;

  return async function send(url, init = {}, limited = 'answer') {
    transport ??= chooseTransport(env, caFile);
    const fetchIt = await transport;
    const started = time.elapsed();
    const { origin, pathname } = new URL(url);
    const request = { method: init.method ?? 'GET', address: `${origin}${pathname}` };
    learnSecrets(init.body, log);
    const headers = new Headers(init.headers);
    headers.set('user-agent', `countersign-console/${VERSION} (${process.platform}; Node.js ${process.versions.node})`);
    const limit = startLimit(requestTimeout);
    const signals = [limit.signal, signal, ...(init.signal ? [init.signal] : [])];
    try {
      const response = await fetchIt(url, {
        ...init,
        headers: Object.fromEntries(headers),
        redirect: 'manual',
        signal: AbortSignal.any(signals),
      });
      if (limited === 'headers') limit.lift();
      log.debug('http.answered', { ...request, status: response.status, ms: Math.round(time.elapsed() - started) });
      return limited === 'headers' ? response : limitSize(response, origin);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      log.debug('http.failed', {
        ...request,
        reason: String(error),
        cause: String((error as Error).cause),
        ms: Math.round(time.elapsed() - started),
      });
      throw error;
    }
  };
}

function startLimit(seconds: Seconds): { readonly signal: AbortSignal; readonly lift: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new DOMException('The request took too long.', 'TimeoutError')),
    seconds * 1000,
  );
  timer.unref();
  return { signal: controller.signal, lift: () => clearTimeout(timer) };
}

/**
 * Node's own fetch, unless a proxy or more certificates are wanted: only undici takes those, and it is slow to load. What is meant for this machine never goes
 * through a proxy, whatever NO_PROXY says: it may travel in clear only because it stays here.
 */
async function chooseTransport(env: Environment, caFile: string | undefined): Promise<Transport> {
  const namesProxy = [env.http_proxy, env.HTTP_PROXY, env.https_proxy, env.HTTPS_PROXY].some(Boolean);
  if (!namesProxy && caFile === undefined) return fetch;

  const ca = caFile === undefined ? undefined : [...(await import('node:tls')).rootCertificates, await readCertificates(caFile)];
  const { Agent, EnvHttpProxyAgent, fetch: undiciFetch } = await import('undici');
  const tls = ca === undefined ? {} : { ca };
  const direct = new Agent({ connect: tls });
  let outward: Dispatcher | undefined;

  function wayOut(): Dispatcher {
    const httpProxy = env.http_proxy ?? env.HTTP_PROXY;
    const httpsProxy = env.https_proxy ?? env.HTTPS_PROXY;
    for (const proxy of [httpProxy, httpsProxy]) if (proxy) readProxy(proxy);
    const noProxy = env.no_proxy ?? env.NO_PROXY;
    return httpProxy || httpsProxy
      ? new EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy, connect: tls, requestTls: tls, proxyTls: tls })
      : direct;
  }
  return (url, init) => {
    const dispatcher = isLoopback(new URL(url).hostname) ? direct : (outward ??= wayOut());
    // undici's types and those of Node describe the same classes twice.
    return undiciFetch(url, { ...(init as object), dispatcher }) as unknown as Promise<Response>;
  };
}

async function readCertificates(caFile: string): Promise<string> {
  try {
    const pem = await readFile(caFile, 'utf8');
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  } catch (cause) {
    throw problem('ca_file', { detail: cleanText(caFile) }, { cause });
  }
  throw problem('ca_file', { detail: cleanText(caFile) });
}

/** Whatever travels in a form under a secret's name must not come back out of the log, whoever echoes it. */
function learnSecrets(body: RequestInit['body'], log: DebugLog): void {
  if (!(body instanceof URLSearchParams)) return;
  for (const name of ['device_code', 'refresh_token', 'code_verifier', 'token']) {
    const value = body.get(name);
    if (value !== null) log.learn(value);
  }
}
