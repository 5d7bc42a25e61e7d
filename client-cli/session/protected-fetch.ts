import { readApiAddress } from '../issuer/address.ts';
import { signDpopProof } from '../issuer/dpop-proof.ts';
import type { Http } from '../issuer/http.ts';
import { problem } from '../problems/problem.ts';
import { canRenew } from './freshness.ts';
import type { Login } from '../store/token-store.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';

/** What calling APIs depends on. */
export interface ProtectedFetchDeps {
  readonly http: Http;
  readonly time: Time;
  /** What has to stand after `countersign login` for the same profile. */
  readonly flags?: string;
  /** A login whose access token is fresh. @param refused an access token that an API has just refused */
  readonly freshLogin: (refused?: string) => Promise<Login>;
}

/** Like `fetch`, with the token of the login. */
export type ProtectedFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** What an API has told about itself. */
interface ApiMemory {
  nonce: string | undefined;
  clockSkew: Milliseconds;
}

/**
 * Calls an API with the token of the login, as its type demands: `Bearer` (RFC 6750, section 2.1) or `DPoP` with a proof (RFC 9449, section 7.1).
 *
 * A nonce that the API asks for is given (section 9), a proof that it finds out of time is dated by its clock, and a token that it refuses is
 * renewed; each of these once. Redirects are not followed: a token goes where it was sent and nowhere else.
 *
 * @throws StepUpRequired when the API wants a fresher or stronger sign-in; Problem `bad_url`, `insecure_url`, and whatever getting a token throws
 */
export function createProtectedFetch({ http, time, flags = '', freshLogin }: ProtectedFetchDeps): ProtectedFetch {
  const memories = new Map<string, ApiMemory>();

  async function send(url: URL, init: RequestInit, login: Login, memory: ApiMemory): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `${login.tokenType} ${login.accessToken}`);
    if (login.tokenType === 'DPoP') {
      if (login.dpopKey === undefined) throw problem('unexpected', { detail: 'a DPoP token without its key' });
      const request = { method: init.method ?? 'GET', url, accessToken: login.accessToken, nonce: memory.nonce };
      headers.set('DPoP', signDpopProof(login.dpopKey, request, time.now() + memory.clockSkew));
    }
    const response = await http(url, { ...init, headers }, 'headers');
    memory.nonce = response.headers.get('dpop-nonce') ?? memory.nonce;
    return response;
  }

  return async function protectedFetch(address, init = {}) {
    const url = readApiAddress(String(address));
    const memory = memories.get(url.origin) ?? { nonce: undefined, clockSkew: 0 };
    memories.set(url.origin, memory);
    const repeatable = !(init.body instanceof ReadableStream);

    let login = await freshLogin();
    let response = await send(url, init, login, memory);
    if (repeatable && login.tokenType === 'DPoP' && response.status === 401 && isAboutProof(response)) {
      memory.clockSkew = readSkew(response, time);
      await response.body?.cancel();
      response = await send(url, init, login, memory);
    }
    if (response.status === 401) await refuseStepUp(response, url, flags);
    if (response.status !== 401 || !repeatable || isAboutProof(response) || !canRenew(login)) return response;
    await response.body?.cancel();
    login = await freshLogin(login.accessToken);
    response = await send(url, init, login, memory);
    if (response.status === 401) await refuseStepUp(response, url, flags);
    return response;
  };
}

/** Renewing does not help where the person has to do something: the new token would tell of the same sign-in. */
async function refuseStepUp(response: Response, { host }: URL, flags: string): Promise<void> {
  const { StepUpRequired, readStepUp } = await import('./step-up.ts');
  const demand = readStepUp(response);
  if (demand === undefined) return;
  await response.body?.cancel();
  throw new StepUpRequired(host, demand, flags);
}

/** Does the API object to the proof rather than the token (RFC 9449, sections 7.1 and 9)? */
function isAboutProof(response: Response): boolean {
  return /error="?(?:use_dpop_nonce|invalid_dpop_proof)\b/.test(response.headers.get('www-authenticate') ?? '');
}

function readSkew(response: Response, time: Time): Milliseconds {
  const date = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(date) ? 0 : date - time.now();
}
