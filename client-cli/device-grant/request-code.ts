import * as client from 'openid-client';
import type { DpopKey } from '../issuer/dpop-key.ts';
import { signDpopProof } from '../issuer/dpop-proof.ts';
import type { Http } from '../issuer/http.ts';
import { timeAt } from '../issuer/issuer.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { failureProblem, proofOf } from '../issuer/oauth-problem.ts';
import { failureFields, readFailure } from '../issuer/read-failure.ts';
import { problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';
import type { Milliseconds, Seconds } from '../units.ts';
import { believableCodeLife, believableInterval } from './believable-time.ts';
import { DEFAULT_INTERVAL } from './poll-pace.ts';

/** What the console asks for. */
export interface CodeWish {
  readonly scope: string | undefined;
  readonly resource: string | undefined;
  /** What the person who approves knows this machine by; undefined where nobody would be shown it. */
  readonly deviceName: string | undefined;
  /** RFC 9470, section 4. */
  readonly acrValues?: string | undefined;
  readonly maxAge?: Seconds | undefined;
}

/** A code that waits for somebody to approve it (RFC 8628, section 3.2). All text is clean. */
export interface PendingCode {
  readonly userCode: string;
  readonly verificationUri: string;
  /** Present only when it leads to the same place as {@link verificationUri}. */
  readonly verificationUriComplete: string | undefined;
  readonly interval: Seconds;
  readonly expiresIn: Seconds;
  /** When it was asked for, by the monotonic clock: its life is counted from there, never longer than the server counts it. */
  readonly askedAt: Milliseconds;
  /** Secret. */
  readonly deviceCode: string;
  /** Secret: proves at the token endpoint that the code is being collected by whoever asked for it (RFC 7636), where that is known. */
  readonly codeVerifier: string | undefined;
}

/** What asking takes. */
export interface RequestDeps {
  readonly http: Http;
  readonly time: Time;
  readonly log: DebugLog;
}

/**
 * Asks for a code, bound to two secrets of this console: a PKCE verifier (RFC 7636, S256) and the DPoP key, which proves itself here already.
 *
 * @throws Problem `no_device_grant`, `unknown_client`, `wrong_scope`, `wrong_resource`, `issuer_answer`, or why there was no answer
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.1 RFC 8628, section 3.1}
 */
export async function requestCode(
  issuer: Issuer,
  wish: CodeWish,
  key: DpopKey | undefined,
  { http, time, log }: RequestDeps,
): Promise<PendingCode> {
  const endpoint = issuer.metadata.device_authorization_endpoint;
  if (endpoint === undefined) throw problem('no_device_grant', { issuer: issuer.id });
  const codeVerifier = issuer.knowsPkce ? client.randomPKCECodeVerifier() : undefined;
  const parameters = await requestParameters(wish, codeVerifier, issuer);
  const askedAt = time.elapsed();
  // openid-client has no DPoP for this request: the proof is added on the way out.
  const configuration =
    key === undefined
      ? issuer.configuration
      : issuer.configurationVia((url, init) => sendWithProof(http, url, init as RequestInit, key, () => timeAt(issuer, time)));
  try {
    const answer = await client.initiateDeviceAuthorization(configuration, parameters);
    return {
      ...readAddresses(answer, issuer.id),
      userCode: cleanText(answer.user_code, 64),
      interval: believableInterval(answer.interval ?? DEFAULT_INTERVAL),
      expiresIn: believableCodeLife(answer.expires_in),
      askedAt,
      deviceCode: answer.device_code,
      codeVerifier,
    };
  } catch (error) {
    const failure = readFailure(error, issuer.id, time.now());
    log.debug('code.refused', failureFields(failure));
    throw failureProblem(failure, { issuer: issuer.id, clientId: issuer.clientId, proof: proofOf(key, issuer) });
  }
}

/** Only what was asked for and what the server says it knows: not everybody ignores the rest, as RFC 8628, section 3.1, wants. */
async function requestParameters(
  { scope, resource, deviceName, acrValues, maxAge }: CodeWish,
  codeVerifier: string | undefined,
  { provider }: Issuer,
): Promise<Record<string, string>> {
  const all = {
    code_challenge: codeVerifier && (await client.calculatePKCECodeChallenge(codeVerifier)),
    code_challenge_method: codeVerifier && 'S256',
    device_name: deviceName,
    scope,
    ...(provider.apiParameter === undefined ? {} : { [provider.apiParameter]: resource }),
    acr_values: acrValues,
    max_age: maxAge?.toString(),
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Sends a request with a DPoP proof, and once more with the server's nonce if it asks for one (RFC 9449, section 8). */
async function sendWithProof(http: Http, url: string, init: RequestInit, key: DpopKey, now: () => number): Promise<Response> {
  const send = async (nonce?: string): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('DPoP', signDpopProof(key.privateJwk, { method: 'POST', url: new URL(url), nonce }, now()));
    return http(url, { ...init, headers });
  };
  const response = await send();
  const nonce = response.headers.get('dpop-nonce');
  return response.status === 400 && nonce !== null && (await asksForNonce(response.clone())) ? send(nonce) : response;
}

async function asksForNonce(response: Response): Promise<boolean> {
  try {
    return ((await response.json()) as { readonly error?: unknown }).error === 'use_dpop_nonce';
  } catch {
    return false;
  }
}

/** Takes only addresses that a browser can open safely, and a complete one only if it leads to the same place. */
function readAddresses(
  answer: { readonly verification_uri: string; readonly verification_uri_complete?: string | undefined },
  issuer: string,
): Pick<PendingCode, 'verificationUri' | 'verificationUriComplete'> {
  const plain = readWebAddress(answer.verification_uri);
  if (plain === undefined) throw problem('issuer_answer', { detail: 'verification_uri is not a web address', issuer });
  const complete = answer.verification_uri_complete === undefined ? undefined : readWebAddress(answer.verification_uri_complete);
  return {
    verificationUri: shown(plain),
    verificationUriComplete: complete?.origin === plain.origin ? complete.href : undefined,
  };
}

function readWebAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' ? url : undefined;
}

/** People type this: no slash at the end that the server did not mean. */
function shown(url: URL): string {
  return url.pathname === '/' && url.search === '' ? url.origin : url.href;
}
