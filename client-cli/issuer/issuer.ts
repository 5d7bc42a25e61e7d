import * as client from 'openid-client';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import { DPOP_ALGORITHM } from './dpop-key.ts';
import type { Endpoints } from './endpoints.ts';
import { allowOnThisMachine, findMetadata } from './find-metadata.ts';
import type { DiscoveryDeps } from './find-metadata.ts';
import { honestStatus } from './honest-status.ts';
import { providerOf } from './providers.ts';
import type { Provider } from './providers.ts';

/** Which authorization server is meant, and as which client. A stored login says it of its own server, and of no other. */
export interface IssuerAddress {
  readonly issuer: string;
  readonly clientId: string;
  /** What a person said about a server that does not describe itself. */
  readonly endpoints?: Endpoints | undefined;
  /** A name of `--provider`. */
  readonly provider?: string | undefined;
  /** The file with the key that the client authenticates with; without one it is a public client. */
  readonly clientKey?: string | undefined;
}

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
  /** Does it know PKCE (RFC 7636)? Not everybody ignores what they do not know, as RFC 6749, section 3.2, wants. */
  readonly knowsPkce: boolean;
  /** What is different there, and not in its metadata. */
  readonly provider: Provider;
}

/**
 * Finds out what an issuer offers and where.
 *
 * @throws Problem `bad_issuer`, `bad_endpoint`, `insecure_issuer`, `issuer_metadata`, `issuer_mismatch`, `client_key`, or why it cannot be reached
 */
export async function discoverIssuer(address: IssuerAddress, { http, time }: DiscoveryDeps): Promise<Issuer> {
  const { clientId, clientKey } = address;
  const { metadata, clockSkew } = await findMetadata(address, { http, time });
  const authentication =
    clientKey === undefined
      ? client.None()
      : await (
          await import('./client-key.ts')
        ).signingClient(clientKey, metadata.token_endpoint_auth_signing_alg_values_supported);
  const isOnThisMachine = new URL(metadata.token_endpoint ?? metadata.issuer).protocol === 'http:';

  function configurationVia(send: client.CustomFetch): client.Configuration {
    // openid-client reads the skew when it is set up, and it is known only now.
    const skew = { [client.clockSkew]: Math.round(clockSkew / 1000) };
    const configuration = new client.Configuration(metadata, clientId, skew, authentication);
    configuration[client.customFetch] = async (url, init) => honestStatus(await send(url, plainForm(init)));
    configuration.timeout = 0; // our own way out has the time limit
    if (isOnThisMachine) allowOnThisMachine(configuration);
    return configuration;
  }
  return {
    id: metadata.issuer,
    clientId,
    metadata,
    configuration: configurationVia((url, init) => http(url, init as RequestInit)),
    configurationVia,
    clockSkew,
    bindsTokens: metadata.dpop_signing_alg_values_supported?.includes(DPOP_ALGORITHM) === true,
    knowsPkce: metadata.code_challenge_methods_supported?.includes('S256') === true,
    provider: providerOf(address.provider),
  };
}

const FORM = 'application/x-www-form-urlencoded';

/** The type of a form has no parameters. Most servers pass over a charset there; Django OAuth Toolkit 3.4 refuses the request (RFC 6749, appendix B). */
function plainForm<Init extends { readonly headers: Record<string, string> }>(init: Init): Init {
  const headers = Object.entries(init.headers).map(([name, value]) => [name, value.startsWith(`${FORM};`) ? FORM : value]);
  return { ...init, headers: Object.fromEntries(headers) as Record<string, string> };
}

/** The time where the server is. */
export function timeAt({ clockSkew }: Pick<Issuer, 'clockSkew'>, time: Time): number {
  return time.now() + clockSkew;
}

/** How a token request names the API it is for (RFC 8707, section 2.2), where the provider knows that. */
export function tokenParameters({ provider }: Pick<Issuer, 'provider'>, resource: string | undefined): Record<string, string> {
  return resource !== undefined && provider.apiParameter === 'resource' ? { resource } : {};
}
