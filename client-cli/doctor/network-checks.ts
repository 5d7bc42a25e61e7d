import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Environment } from '../environment.ts';
import { readIssuer } from '../issuer/address.ts';
import { readProxy } from '../issuer/proxy-address.ts';
import type { Http } from '../issuer/http.ts';
import { discoverIssuer } from '../issuer/issuer.ts';
import type { Issuer, IssuerAddress } from '../issuer/issuer.ts';
import { readNetworkFailure } from '../issuer/network-failure.ts';
import { asProblem, problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { inWords } from '../terminal/say-time.ts';
import type { Time } from '../time.ts';
import type { Seconds } from '../units.ts';
import { failing, good, warning } from './check.ts';
import type { Check } from './check.ts';
import { proxyFor } from './proxy.ts';

/** What the checks of the network depend on. */
export interface NetworkChecks {
  /** Where to look, and as which client. */
  readonly address: IssuerAddress;
  readonly env: Environment;
  readonly http: Http;
  readonly time: Time;
  readonly requestTimeout: Seconds;
  readonly signal: AbortSignal;
}

/** Goes the way to the issuer step by step, and stops where it ends: what lies behind cannot be looked at. */
export async function* checkNetwork(deps: NetworkChecks): AsyncGenerator<Check> {
  let issuer: URL;
  try {
    issuer = readIssuer(deps.address.issuer);
  } catch (error) {
    yield failing('issuer', asProblem(error));
    return;
  }
  const proxy = proxyFor(issuer, deps.env);
  let next = issuer;
  try {
    if (proxy !== undefined) next = readProxy(proxy);
  } catch (error) {
    yield failing('proxy', asProblem(error));
    return;
  }
  yield good('proxy', proxy === undefined ? 'None: requests go straight to the issuer.' : `Requests go through ${next.host}.`);

  const way = await checkWay(next, deps);
  yield* way;
  if (way.some(({ status }) => status === 'fail')) return;
  yield* checkIssuer(deps);
}

/** Is there such a name, and does somebody answer there? */
async function checkWay(host: URL, { requestTimeout, signal }: NetworkChecks): Promise<Check[]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(requestTimeout * 1000)]);
  const checks: Check[] = [];
  const [bare, port] = [host.hostname.replace(/^\[|\]$/g, ''), host.port || (host.protocol === 'https:' ? '443' : '80')];
  let step = 'name';
  try {
    const { address } = await orAborted(lookup(bare), limit);
    if (address !== bare) checks.push(good('name', `${bare} is ${address}.`));
    step = 'connection';
    await reach(bare, Number(port), limit);
    return [...checks, good('connection', `${host.hostname} answers at port ${port}.`)];
  } catch (error) {
    signal.throwIfAborted();
    const failure = readNetworkFailure(error) ?? { code: 'connection_lost' as const, detail: cleanText(String(error), 80) };
    return [...checks, failing(step, problem(failure.code, { host: host.host, detail: failure.detail }, { cause: error }))];
  }
}

function reach(host: string, port: number, limit: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host, port, signal: limit });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', (error) => reject(limit.aborted ? (limit.reason as Error) : error));
  });
}

function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    }),
  ]);
}

/** Does it describe itself as a server that we can log in at, with a certificate that is trusted, and is its clock ours? */
async function* checkIssuer({ address, http, time }: NetworkChecks): AsyncGenerator<Check> {
  let found: Issuer;
  try {
    found = await discoverIssuer(address, { http, time });
  } catch (error) {
    yield failing('issuer', asProblem(error));
    return;
  }
  if (found.metadata.device_authorization_endpoint === undefined) {
    yield failing('issuer', problem('no_device_grant', { issuer: found.id }));
    return;
  }
  const secure = new URL(found.id).protocol === 'https:' ? 'Its certificate is trusted. ' : '';
  const binding = found.bindsTokens ? 'Tokens are bound to a key (DPoP).' : 'Tokens are plain bearer tokens.';
  yield good('issuer', `${found.id} offers logging in with a code. ${secure}${binding}`);
  yield checkClock(found);
}

function checkClock({ clockSkew }: Issuer): Check {
  if (clockSkew === 0) return good('clock', 'This machine’s clock and the issuer’s agree.');
  const direction = clockSkew > 0 ? 'behind' : 'ahead of';
  return warning(
    'clock',
    `This machine’s clock is ${inWords(Math.abs(clockSkew))} ${direction} the issuer’s.`,
    'Proofs are dated by the issuer’s clock, so logins work. Set the clock: certificates and other programs depend on it.',
  );
}
