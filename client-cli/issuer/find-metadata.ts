import * as client from 'openid-client';
import { problem } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import { isProtected, readIssuer, withoutCredentials } from './address.ts';
import { asMetadata, readEndpoints } from './endpoints.ts';
import type { Endpoints } from './endpoints.ts';
import type { Http } from './http.ts';
import { failureProblem } from './oauth-problem.ts';
import { readFailure } from './read-failure.ts';

/** What finding out about a server takes. */
export interface DiscoveryDeps {
  readonly http: Http;
  readonly time: Time;
}

/** What is known of a server before the first request that matters. */
export interface FoundMetadata {
  readonly metadata: client.ServerMetadata;
  /** How far its clock is ahead of ours. */
  readonly clockSkew: Milliseconds;
}

/** Which server, as which client, and what a person knows about it that it does not say itself. */
interface Asked {
  readonly issuer: string;
  readonly clientId: string;
  readonly endpoints?: Endpoints | undefined;
}

/**
 * Finds out what a server offers and where: RFC 8414 metadata, or OpenID Connect Discovery, whichever describes the device grant; or what a person said.
 *
 * @throws Problem `bad_issuer`, `bad_endpoint`, `insecure_issuer`, `issuer_metadata`, `issuer_mismatch`, or why it cannot be reached
 * @see {@link https://www.rfc-editor.org/rfc/rfc8414#section-3 RFC 8414, section 3}
 */
export async function findMetadata(asked: Asked, deps: DiscoveryDeps): Promise<FoundMetadata> {
  const endpoints = readEndpoints(asked.endpoints ?? {}); // whoever recorded them
  if (endpoints?.token !== undefined) {
    readIssuer(asked.issuer);
    refuseOddName(asked.issuer);
    const metadata = { issuer: asked.issuer, ...asMetadata(endpoints) };
    return { metadata, clockSkew: await askForClock(endpoints.token, deps) };
  }
  const found = await discover(asked, deps);
  refuseOddName(found.metadata.issuer);
  refuseOpenEndpoints(found.metadata);
  const metadata = { ...withoutOpenExtras(found.metadata), ...(endpoints && asMetadata(endpoints)) };
  return { ...found, metadata };
}

async function discover({ issuer, clientId, endpoints }: Asked, { http, time }: DiscoveryDeps): Promise<FoundMetadata> {
  const server = readIssuer(issuer);
  let clockSkew: Milliseconds = 0;
  const watchClock: client.CustomFetch = async (url, init) => {
    const response = await http(url, init as RequestInit);
    clockSkew = readClockSkew(response.headers.get('date'), time.now());
    return response;
  };

  let found: client.ServerMetadata | undefined;
  let failed: Problem | undefined;
  for (const algorithm of ['oauth2', 'oidc'] as const) {
    try {
      const execute = server.protocol === 'http:' ? [allowOnThisMachine] : [];
      const options = { algorithm, [client.customFetch]: watchClock, execute };
      const metadata = (await client.discovery(server, clientId, undefined, client.None(), options)).serverMetadata();
      found ??= metadata;
      if (metadata.device_authorization_endpoint === undefined && endpoints?.deviceAuthorization === undefined) continue;
      found = metadata;
      break;
    } catch (error) {
      failed ??= describe(error, server.href, clientId, time);
      // Whoever cannot be reached for the first document cannot be reached for the second.
      if (failed.code !== 'issuer_metadata') break;
    }
  }
  if (found === undefined) throw failed ?? problem('issuer_metadata', { issuer: server.href, detail: 'no metadata' });
  return { metadata: found, clockSkew };
}

/** Only for a server on this machine: {@link readIssuer} and `readEndpoints` refuse every other one without encryption. */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that it stands out, not because it will go
export const allowOnThisMachine: (configuration: client.Configuration) => void = client.allowInsecureRequests;

/** A server without metadata has a clock all the same (RFC 9110, section 6.6.1), and what it is asked there costs it nothing. */
async function askForClock(endpoint: string, { http, time }: DiscoveryDeps): Promise<Milliseconds> {
  try {
    const response = await http(endpoint, { method: 'HEAD' });
    return readClockSkew(response.headers.get('date'), time.now());
  } catch {
    return 0; // the requests that matter will tell what is wrong
  }
}

/** Date headers are whole seconds and travel a while: a small difference says nothing. */
const NOTABLE_SKEW: Milliseconds = 5000;

function readClockSkew(date: string | null, now: number): Milliseconds {
  const skew = date === null ? 0 : Date.parse(date) - now;
  return Math.abs(skew) > NOTABLE_SKEW ? skew : 0;
}

function describe(error: unknown, issuer: string, clientId: string, time: Time): Problem {
  if (error instanceof client.ClientError && error.code === ISSUER_DIFFERS) {
    const { body } = error.cause as { readonly body: { readonly issuer: string } };
    return problem('issuer_mismatch', { issuer, detail: cleanText(body.issuer) }, { cause: error });
  }
  const failure = readFailure(error, issuer, time.now());
  if (failure.kind === 'trouble' && failure.problem.code !== 'odd_answer') return failure.problem;
  const said = failureProblem(failure, { issuer, clientId });
  return problem('issuer_metadata', { issuer, detail: said.message.replace(/\.$/, '') }, { cause: error });
}

/** openid-client's code for metadata whose `issuer` is not the address it was found at (RFC 8414, section 3.3). */
const ISSUER_DIFFERS = 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED';

/**
 * A URL parser passes over line breaks and the like, so that a name with some of them is still the right one: on a screen it would not be.
 *
 * @see {@link https://url.spec.whatwg.org/#concept-basic-url-parser URL Standard, basic URL parser}
 */
function refuseOddName(issuer: string): void {
  if (!/^[\x21-\x7e]+$/.test(issuer))
    throw problem('issuer_metadata', { issuer: cleanText(issuer), detail: 'its name has characters that no address has' });
}

/** May this issuer name such an endpoint? Only one that is on this machine itself names others here: who is elsewhere has no business with them. */
function mayName(issuer: string, endpoint: string): boolean {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !isProtected(url)) return false;
  return url.protocol === 'https:' || new URL(issuer).protocol === 'http:';
}

function refuseOpenEndpoints(metadata: client.ServerMetadata): void {
  for (const endpoint of [metadata.device_authorization_endpoint, metadata.token_endpoint, metadata.revocation_endpoint]) {
    if (endpoint !== undefined && !mayName(metadata.issuer, endpoint))
      throw problem('insecure_issuer', { url: cleanText(withoutCredentials(endpoint)) });
  }
}

/** Where tokens are shown only to ask about them: a login does not depend on it, so it is left out rather than refused. */
function withoutOpenExtras(metadata: client.ServerMetadata): client.ServerMetadata {
  const { introspection_endpoint: introspection, userinfo_endpoint: userinfo, ...rest } = metadata;
  const { issuer } = metadata;
  return {
    ...rest,
    ...(introspection !== undefined && mayName(issuer, introspection) && { introspection_endpoint: introspection }),
    ...(userinfo !== undefined && mayName(issuer, userinfo) && { userinfo_endpoint: userinfo }),
  };
}
