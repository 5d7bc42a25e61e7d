import type { ServerMetadata } from 'openid-client';
import { problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { isProtected, readWebAddress, withoutCredentials } from './address.ts';

/**
 * Addresses of endpoints that a person gave, for a server that does not describe itself (RFC 8414), or leaves one out. With a token endpoint among them,
 * nothing is looked up; otherwise they complete, or replace, what the server says.
 */
export interface Endpoints {
  /** Where codes come from (RFC 8628, section 3.1). */
  readonly deviceAuthorization?: string | undefined;
  /** Where tokens come from (RFC 6749, section 3.2). */
  readonly token?: string | undefined;
  /** Where logins are ended (RFC 7009, section 2). */
  readonly revocation?: string | undefined;
}

/**
 * Checks what was given.
 *
 * @returns undefined when nothing was
 * @throws Problem `bad_endpoint`, `insecure_issuer`
 */
export function readEndpoints(given: Endpoints): Endpoints | undefined {
  const { deviceAuthorization, token, revocation } = given;
  const addresses = [deviceAuthorization, token, revocation].filter((address) => address !== undefined);
  for (const address of addresses) {
    const url = readWebAddress(address);
    if (url?.hash !== '') throw problem('bad_endpoint', { detail: cleanText(withoutCredentials(address)) });
    if (!isProtected(url)) throw problem('insecure_issuer', { url: url.href });
  }
  return addresses.length === 0 ? undefined : given;
}

/** The name of a server that was given by its endpoints only: where tokens come from. */
export function issuerOf({ token }: Endpoints): string | undefined {
  return token === undefined ? undefined : new URL(token).origin;
}

/**
 * The hosts that codes and tokens go to because somebody said so, other than the issuer's own. They may be right, and may have been put there by somebody else: a
 * profile is a file like any other.
 */
export function otherHosts(endpoints: Endpoints | undefined, issuer: string): string[] {
  const home = new URL(issuer).host;
  const hosts = Object.values(endpoints ?? {}).flatMap((address) => (typeof address === 'string' ? new URL(address).host : []));
  return [...new Set(hosts)].filter((host) => host !== home);
}

/** The endpoints as metadata has them (RFC 8414, section 2; RFC 8628, section 4). */
export function asMetadata({ deviceAuthorization, token, revocation }: Endpoints): Partial<ServerMetadata> {
  return {
    ...(deviceAuthorization === undefined ? {} : { device_authorization_endpoint: deviceAuthorization }),
    ...(token === undefined ? {} : { token_endpoint: token }),
    ...(revocation === undefined ? {} : { revocation_endpoint: revocation }),
  };
}
