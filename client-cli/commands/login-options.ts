import { resolve } from 'node:path';
import { isSameIssuer } from '../issuer/address.ts';
import { issuerOf, readEndpoints } from '../issuer/endpoints.ts';
import type { Endpoints } from '../issuer/endpoints.ts';
import { PROVIDERS, PROVIDER_NAMES } from '../issuer/providers.ts';
import type { Provider, ProviderName } from '../issuer/providers.ts';
import { problem } from '../problems/problem.ts';
import type { Profile } from '../profile/profile.ts';
import type { LoginWish, NamedServer } from '../session/login-wish.ts';
import { STORE_WISHES } from '../store/store-choice.ts';
import type { StoreWish } from '../store/store-choice.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { Seconds } from '../units.ts';
import type { CommandContext } from './context.ts';

/** The options of `login`. */
export interface LoginOptions {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly provider?: ProviderName;
  readonly deviceEndpoint?: string;
  readonly tokenEndpoint?: string;
  readonly revocationEndpoint?: string;
  readonly clientKey?: string;
  readonly unattended?: true;
  readonly enrollmentKeyStdin?: true;
  readonly scope?: string;
  readonly exactScope?: true;
  readonly resource?: string;
  readonly acrValues?: string;
  readonly maxAge?: Seconds;
  readonly deviceName?: string;
  readonly store?: StoreWish;
  readonly dpop?: true;
  readonly bearer?: true;
  /** True by --qr, false by --no-qr. */
  readonly qr?: boolean;
  readonly open?: boolean;
  readonly timeout?: Seconds;
  /** True by --resume, false by --no-resume. */
  readonly resume?: boolean;
}

/** A server of ours on this machine, so that a first run needs nothing. */
const DEFAULT_ISSUER = 'http://localhost:8628';
const DEFAULT_CLIENT_ID = 'console';

/**
 * What a person asks for: what they typed, then what the variables say, then what the profile had last.
 * @throws Problem `usage`, `bad_endpoint`, `insecure_issuer`
 */
export function readLoginWish(
  { env, hostname, profile }: Pick<CommandContext, 'env' | 'hostname' | 'profile'>,
  recorded: Profile | undefined,
  options: LoginOptions,
): LoginWish {
  const server = readServer(options, env.COUNTERSIGN_ISSUER, recorded);
  const isAsBefore = recorded !== undefined && isSameIssuer(server.issuer, recorded.issuer);
  const clientKey = options.clientKey ?? (isAsBefore ? recorded.clientKey : undefined);
  if (options.unattended && clientKey === undefined)
    throw problem('usage', { detail: '--unattended wants --client-key: without a person, the client has to prove who it is.' });
  return {
    ...server,
    clientId: firstOf(options.clientId, env.COUNTERSIGN_CLIENT_ID, recorded?.clientId) ?? DEFAULT_CLIENT_ID,
    clientKey: clientKey === undefined ? undefined : resolve(clientKey),
    scope: options.scope,
    exactScope: options.exactScope === true,
    resource: readResource(options, server.provider),
    acrValues: options.acrValues,
    maxAge: options.maxAge,
    deviceName: cleanText(options.deviceName ?? (profile === 'default' ? hostname : `${hostname} (${profile})`), 80),
    namesDevice: options.deviceName !== undefined,
    binding: options.bearer ? 'bearer' : options.dpop ? 'dpop' : 'auto',
    unattended: options.unattended,
    limit: options.timeout,
    named: readNamed(options),
    resume: options.resume === undefined ? undefined : options.resume ? 'only' : 'never',
  };
}

/** What was typed about the server and the client, and comes from no variable and no login before. */
function readNamed({ issuer, clientId, provider, clientKey, ...options }: LoginOptions): NamedServer {
  const { deviceEndpoint: deviceAuthorization, tokenEndpoint: token, revocationEndpoint: revocation } = options;
  const endpoints = definedOf({ deviceAuthorization, token, revocation });
  return { issuer, clientId, provider, clientKey: clientKey === undefined ? undefined : resolve(clientKey), endpoints };
}

/** Which server. What was recorded about one is never mixed with another. */
function readServer(
  options: LoginOptions,
  fromEnvironment: string | undefined,
  recorded: Profile | undefined,
): Pick<LoginWish, 'issuer' | 'endpoints' | 'provider'> {
  const preset: Provider | undefined = options.provider === undefined ? undefined : PROVIDERS[options.provider];
  const { deviceEndpoint: deviceAuthorization, tokenEndpoint: token, revocationEndpoint: revocation } = options;
  const given = readEndpoints({ ...preset?.endpoints, ...definedOf({ deviceAuthorization, token, revocation }) });
  if (given?.token !== undefined && given.deviceAuthorization === undefined)
    throw problem('usage', { detail: '--token-endpoint wants --device-endpoint too: nothing is looked up then.' });

  const named = firstOf(options.issuer, preset?.issuer, given && issuerOf(given), fromEnvironment);
  const issuer = named ?? recorded?.issuer ?? DEFAULT_ISSUER;
  if (options.provider !== undefined && named === undefined)
    throw problem('usage', {
      detail: `--provider ${options.provider} wants --issuer too: the address of your own server there.`,
    });
  const isAsBefore = recorded !== undefined && isSameIssuer(issuer, recorded.issuer);
  const provider = options.provider ?? (isAsBefore ? PROVIDER_NAMES.find((name) => name === recorded.provider) : undefined);
  return { issuer, endpoints: given ?? (isAsBefore ? readEndpoints(recorded.endpoints ?? {}) : undefined), provider };
}

function definedOf(endpoints: Endpoints): Endpoints {
  return Object.fromEntries(Object.entries(endpoints).filter(([, address]) => address !== undefined));
}

function readResource({ resource }: LoginOptions, provider: ProviderName | undefined): string | undefined {
  if (resource === undefined || provider === undefined || PROVIDERS[provider].apiParameter !== undefined) return resource;
  throw problem('usage', {
    detail: `--resource is not known to ${provider}: the API is chosen by the address of the issuer there, or by --scope.`,
  });
}

/** An empty variable counts as none. */
function firstOf(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text !== '');
}

/** Where the login is to be kept; undefined when nobody said. @throws Problem `usage` */
export function readStoreWish(
  { env }: Pick<CommandContext, 'env'>,
  { store }: Pick<LoginOptions, 'store'>,
): StoreWish | undefined {
  const wish = firstOf(store, env.COUNTERSIGN_STORE);
  if (wish === undefined) return undefined;
  const known = STORE_WISHES.find((choice) => choice === wish);
  if (known === undefined)
    throw problem('usage', { detail: `COUNTERSIGN_STORE is "${cleanText(wish)}"; it can be ${STORE_WISHES.join(', ')}.` });
  return known;
}
