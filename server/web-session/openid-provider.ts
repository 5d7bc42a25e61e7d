import * as openid from 'openid-client';

import type { Seconds } from '../domain/units.ts';
import type { OpenIdWebSession } from '../settings/web-session-settings.ts';

/** How long the provider may take for one answer. */
const TIMEOUT: Seconds = 5;

/** The provider does not answer, or not as one: nobody can sign in, and trying again may help. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** The OpenID Provider as it describes itself. */
export type FindProvider = () => Promise<openid.Configuration>;

/** Only for a provider on this machine: the settings refuse every other one without encryption. */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that it stands out, not because it will go
const allowOnThisMachine: (configuration: openid.Configuration) => void = openid.allowInsecureRequests;

/**
 * Reads the metadata when the first person signs in, so that this server starts whether or not the provider answers, and tries again after a failure. ID tokens are checked by
 * the provider's keys although they come over TLS.
 *
 * @see {@link https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig OpenID Connect Discovery, section 4}
 */
export function createFindProvider({ issuer, clientId, clientSecret }: OpenIdWebSession): FindProvider {
  const execute = issuer.startsWith('http:') ? [allowOnThisMachine] : [];

  async function discover(): Promise<openid.Configuration> {
    try {
      const found = await openid.discovery(new URL(issuer), clientId, undefined, openid.None(), { execute, timeout: TIMEOUT });
      const metadata = found.serverMetadata();
      const configuration = new openid.Configuration(metadata, clientId, undefined, authenticationOf(metadata, clientSecret));
      configuration.timeout = TIMEOUT;
      for (const prepare of [openid.enableNonRepudiationChecks, ...execute]) prepare(configuration);
      return configuration;
    } catch (error) {
      throw new ProviderUnavailable(`the OpenID Provider ${issuer} cannot be reached, or does not describe itself`, {
        cause: error,
      });
    }
  }

  let known: Promise<openid.Configuration> | undefined;
  return async function findProvider() {
    const asked = (known ??= discover());
    try {
      return await asked;
    } catch (error) {
      if (known === asked) known = undefined;
      throw error;
    }
  };
}

/** As the provider likes it: Basic, unless it says that it takes the secret in the form only (OpenID Connect Core, section 9). */
function authenticationOf(metadata: openid.ServerMetadata, secret: string | undefined): openid.ClientAuth {
  if (secret === undefined) return openid.None();
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_basic') ? openid.ClientSecretBasic(secret) : openid.ClientSecretPost(secret);
}

/** Did the provider fail, rather than refuse? */
export function isTroubleOfProvider(error: unknown): boolean {
  if (error instanceof ProviderUnavailable) return true;
  const { name, code } = error as { readonly name?: string; readonly code?: string };
  // fetch says so with a TypeError; a page of a proxy in place of JSON is as good as silence
  return name === 'TypeError' || code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM';
}
