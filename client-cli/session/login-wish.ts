import type { Endpoints } from '../issuer/endpoints.ts';
import { isSameIssuer } from '../issuer/address.ts';
import type { ProviderName } from '../issuer/providers.ts';
import type { Seconds } from '../units.ts';

/** What a login asks for: what counts for whoever approves it. */
export interface AskedLogin {
  readonly issuer: string;
  readonly clientId: string;
  readonly endpoints?: Endpoints | undefined;
  readonly provider?: ProviderName | undefined;
  /** The file with the key that the client authenticates with. */
  readonly clientKey?: string | undefined;
  readonly scope: string | undefined;
  /** Leave `scope` as it is, rather than adding what silent later runs need. */
  readonly exactScope: boolean;
  readonly resource: string | undefined;
  readonly deviceName: string;
  /** The device name is not this machine's own, but was given: it is told to every server, not only to one that shows it to whoever approves. */
  readonly namesDevice?: boolean | undefined;
  /** Bind the tokens to a key: always, never, or if the issuer can. */
  readonly binding: 'dpop' | 'bearer' | 'auto';
  /** How strong the sign-in has to be (RFC 9470, section 4): names of the server, the best first. */
  readonly acrValues?: string | undefined;
  /** How long ago it may have been. */
  readonly maxAge?: Seconds | undefined;
}

/** What a person asks for when they log in. */
export interface LoginWish extends AskedLogin {
  /** No person: the client logs in for itself, with its own key (RFC 6749, section 4.4). */
  readonly unattended?: boolean | undefined;
  /** No person now: somebody made this key for the machine beforehand, and it is exchanged for a login of its own (RFC 8693). Never kept. */
  readonly enrollmentKey?: string | undefined;
  /** Give up after so long, even if the code lives longer. */
  readonly limit: Seconds | undefined;
  /**
   * Go on with a login that was interrupted: `only` that, `never`, or (when undefined) if there is one that asked for the same and nobody else waits for it.
   */
  readonly resume?: 'only' | 'never' | undefined;
  /** What somebody said just now about the server and the client: what stands above may come from a login before. */
  readonly named?: NamedServer | undefined;
}

/** A server and a client, as far as they were said. */
export interface NamedServer extends Pick<Partial<AskedLogin>, 'issuer' | 'clientId' | 'provider' | 'clientKey'> {
  readonly endpoints: Endpoints;
}

/** Would the same be approved? */
export function isSameWish(one: AskedLogin, other: AskedLogin): boolean {
  return isSameIssuer(one.issuer, other.issuer) && fingerprint(one) === fingerprint(other);
}

/**
 * The options whose values, as they were said just now, are not those of a login that is to be gone on with. What nobody said is as it was then.
 */
export function differences({ named, ...wish }: LoginWish, asked: AskedLogin): string[] {
  const { scope, resource, acrValues, maxAge, deviceName, binding } = wish;
  const said = { scope, resource, acrValues, maxAge, deviceName: wish.namesDevice ? deviceName : undefined };
  return [
    ...(named?.issuer !== undefined && !isSameIssuer(named.issuer, asked.issuer) ? ['--issuer'] : []),
    ...(named?.clientId !== undefined && named.clientId !== asked.clientId ? ['--client-id'] : []),
    ...(named?.provider !== undefined && named.provider !== asked.provider ? ['--provider'] : []),
    ...(named?.clientKey !== undefined && named.clientKey !== asked.clientKey ? ['--client-key'] : []),
    ...ENDPOINT_OPTIONS.filter(([, name]) => isElsewhere(named?.endpoints[name], asked.endpoints?.[name])).map(
      ([option]) => option,
    ),
    ...(binding !== 'auto' && binding !== asked.binding ? [`--${binding}`] : []),
    ...(wish.exactScope && !asked.exactScope ? ['--exact-scope'] : []),
    ...Object.entries(said)
      .filter(([name, value]) => value !== undefined && value !== asked[name as keyof typeof said])
      .map(([name]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`),
  ];
}

/** The option that gives each endpoint. */
const ENDPOINT_OPTIONS = [
  ['--device-endpoint', 'deviceAuthorization'],
  ['--token-endpoint', 'token'],
  ['--revocation-endpoint', 'revocation'],
] as const;

function isElsewhere(said: string | undefined, asked: string | undefined): boolean {
  return said !== undefined && (asked === undefined || !isSameIssuer(said, asked));
}

function fingerprint(asked: AskedLogin): string {
  const { clientId, endpoints, provider, clientKey, scope, exactScope, resource, deviceName, binding, acrValues, maxAge } = asked;
  const places = [endpoints?.deviceAuthorization, endpoints?.token];
  return JSON.stringify([
    ...[clientId, places, provider, clientKey],
    ...[scope, exactScope, resource, deviceName, binding, acrValues, maxAge],
  ]);
}
