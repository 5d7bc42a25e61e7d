import * as client from 'openid-client';
import { problem } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import { isProtected, readIssuer } from './address.ts';
import { DPOP_ALGORITHM } from './dpop-key.ts';
import type { Http } from './http.ts';
import { failureProblem } from './oauth-problem.ts';
import { readFailure } from './read-failure.ts';

/** An authorization server as it describes itself (RFC 8414), and this client of it. */
export interface Issuer {
  /** The name it gives itself. */
  readonly id: string;
  readonly clientId: string;
  readonly metadata: client.ServerMetadata;
  /** For the calls of openid-client. */
  readonly configuration: client.Configuration;
  /** The same for requests that leave in another way than the usual one. Configurations are shared by requests that cross: none is ever changed. */
  readonly configurationVia: (send: client.CustomFetch) => client.Configuration;
  /** How far its clock is ahead of ours: proofs must be dated as the server sees the time. */
  readonly clockSkew: Milliseconds;
  /** Does it bind tokens to a key (RFC 9449, section 5.1)? */
  readonly bindsTokens: boolean;
}

/** Only for an issuer on this machine: {@link readIssuer} refuses every other one without encryption. */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that it stands out, not because it will go
const allowOnThisMachine: (configuration: client.Configuration) => void = client.allowInsecureRequests;

/** What finding an issuer takes. */
export interface DiscoveryDeps {
  readonly http: Http;
  readonly time: Time;
}

/**
 * Finds out what an issuer offers and where: RFC 8414 metadata, or OpenID Connect Discovery, whichever describes the device grant.
 *
 * @throws Problem `bad_issuer`, `insecure_issuer`, `issuer_metadata`, `issuer_mismatch`, or why it cannot be reached
 * @see {@link https://www.rfc-editor.org/rfc/rfc8414#section-3 RFC 8414, section 3}
 */
export async function discoverIssuer(address: string, clientId: string, { http, time }: DiscoveryDeps): Promise<Issuer> {
  const server = readIssuer(address);
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
      const options = {
        algorithm,
        [client.customFetch]: watchClock,
        execute: server.protocol === 'http:' ? [allowOnThisMachine] : [],
      };
      const metadata = (await client.discovery(server, clientId, undefined, client.None(), options)).serverMetadata();
      found ??= metadata;
      if (metadata.device_authorization_endpoint === undefined) continue;
      found = metadata;
      break;
    } catch (error) {
      failed ??= describe(error, server.href, clientId, time);
      // Whoever cannot be reached for the first document cannot be reached for the second.
      if (failed.code !== 'issuer_metadata') break;
    }
  }
  if (found === undefined) throw failed ?? problem('issuer_metadata', { issuer: server.href, detail: 'no metadata' });
  refuseOpenEndpoints(found);

  const metadata = found;
  function configurationVia(send: client.CustomFetch): client.Configuration {
    // openid-client reads the skew when it is set up, and it is known only now.
    const skew = { [client.clockSkew]: Math.round(clockSkew / 1000) };
    const configuration = new client.Configuration(metadata, clientId, skew, client.None());
    configuration[client.customFetch] = send;
    configuration.timeout = 0; // our own way out has the time limit
    if (server.protocol === 'http:') allowOnThisMachine(configuration);
    return configuration;
  }
  const configuration = configurationVia((url, init) => http(url, init as RequestInit));
  const bindsTokens = found.dpop_signing_alg_values_supported?.includes(DPOP_ALGORITHM) === true;
  return { id: metadata.issuer, clientId, metadata, configuration, configurationVia, clockSkew, bindsTokens };
}

/** The time where the server is. */
export function timeAt({ clockSkew }: Pick<Issuer, 'clockSkew'>, time: Time): number {
  return time.now() + clockSkew;
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

/** A server on this machine may be reached without encryption; the endpoints that it names must then be on this machine too. */
function refuseOpenEndpoints(metadata: client.ServerMetadata): void {
  for (const endpoint of [metadata.device_authorization_endpoint, metadata.token_endpoint, metadata.revocation_endpoint]) {
    if (endpoint !== undefined && !(URL.canParse(endpoint) && isProtected(new URL(endpoint)))) {
      throw problem('insecure_issuer', { url: cleanText(endpoint) });
    }
  }
}
