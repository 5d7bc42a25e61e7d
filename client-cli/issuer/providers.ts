import type { Endpoints } from './endpoints.ts';

/**
 * What is different at a provider that people know by name. Whatever follows the standards, or can be read from metadata, needs no entry here, nor any
 * `--provider`.
 */
export interface Provider {
  /**
   * How the device authorization request names the API: as RFC 8707 does, or with `audience`; undefined where the address of the issuer decides.
   */
  readonly apiParameter: 'resource' | 'audience' | undefined;
  /** What separates the rights in a token answer: a blank (RFC 6749, section 3.3), or a comma. */
  readonly scopeSeparator: RegExp;
  /** Where there is one server for all. */
  readonly issuer?: string;
  /** Where it does not describe itself. */
  readonly endpoints?: Endpoints;
}

/** What a server is taken for when nobody says otherwise. */
export const BY_THE_BOOK: Provider = { apiParameter: 'resource', scopeSeparator: /\s+/ };

/**
 * The providers of `--provider`.
 *
 * - Auth0 names the API by `audience` in the device authorization request, and gives no token for an API without it:
 *   {@link https://auth0.com/docs/api/authentication/device-authorization-flow/authorize-device}
 * - Okta has an authorization server of its own for each API, told apart by the path of the issuer (`/oauth2/default`):
 *   {@link https://developer.okta.com/docs/guides/device-authorization-grant/main/}
 * - GitHub publishes no metadata, writes rights with commas, and answers with status 200 whatever it says:
 *   {@link https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow}
 */
export const PROVIDERS = {
  auth0: { ...BY_THE_BOOK, apiParameter: 'audience' },
  okta: { ...BY_THE_BOOK, apiParameter: undefined },
  github: {
    apiParameter: undefined,
    scopeSeparator: /[\s,]+/,
    issuer: 'https://github.com',
    endpoints: {
      deviceAuthorization: 'https://github.com/login/device/code',
      token: 'https://github.com/login/oauth/access_token',
    },
  },
} as const satisfies Record<string, Provider>;

/** A name that `--provider` takes. */
export type ProviderName = keyof typeof PROVIDERS;

/** All of them, for help and completion. */
export const PROVIDER_NAMES = Object.keys(PROVIDERS) as ProviderName[];

/** @param name undefined, or one that a later version knows, means a server by the book */
export function providerOf(name: string | undefined): Provider {
  return PROVIDER_NAMES.includes(name as ProviderName) ? PROVIDERS[name as ProviderName] : BY_THE_BOOK;
}
