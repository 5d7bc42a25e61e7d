import * as oauth from 'oauth4webapi';

import { isJsonObject } from './compact-jwt.ts';
import type { Seconds } from './units.ts';

/** The public keys an issuer signs with, as they were at one moment. */
export interface KeySet {
  /** The issuer, as oauth4webapi wants it. A new object for each key set: the library caches the keys by it. */
  readonly server: oauth.AuthorizationServer;
  readonly jwks: { readonly keys: readonly oauth.JWK[] };
}

/** Which issuer, and how long it may take to answer. */
export interface FetchKeySetDeps {
  /** The issuer exactly as it stands in its tokens. */
  readonly issuer: string;
  /** For metadata and keys together. */
  readonly timeout: Seconds;
}

/** The library insists on an address for keys, and never asks it: it is handed the keys we keep (verify-token.ts). */
const NEVER_ASKED = 'https://keys.invalid/';

/**
 * Fetches the issuer's keys: its metadata from one of the two well-known addresses, then the key set it names. Redirects are not followed.
 *
 * @returns a function that rejects when the issuer cannot be reached, answers something else, or calls itself by another name
 * @see {@link https://www.rfc-editor.org/rfc/rfc8414#section-3 RFC 8414, section 3}
 * @see {@link https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig OpenID Connect Discovery 1.0, section 4}
 */
export function createFetchKeySet({ issuer, timeout }: FetchKeySetDeps): () => Promise<KeySet> {
  return async function fetchKeySet() {
    const signal = AbortSignal.timeout(timeout * 1000);
    const metadata = await discover(issuer, signal);
    if (metadata.issuer !== issuer) throw new Error(`the metadata is that of "${metadata.issuer}", not of "${issuer}"`);

    const jwksUri = metadata.jwks_uri;
    if (jwksUri === undefined || !isAcceptableAddress(jwksUri, isLoopbackHttp(issuer))) {
      throw new Error('the metadata names no https address for the keys');
    }
    return { server: { issuer, jwks_uri: NEVER_ASKED }, jwks: await fetchJwks(jwksUri, signal) };
  };
}

async function discover(issuer: string, signal: AbortSignal): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to warn people off; here it is true for this machine only
  const options = { signal, [oauth.allowInsecureRequests]: isLoopbackHttp(issuer) };
  let response = await oauth.discoveryRequest(url, { ...options, algorithm: 'oauth2' });
  if (response.status !== 200) {
    await response.body?.cancel();
    response = await oauth.discoveryRequest(url, { ...options, algorithm: 'oidc' });
  }
  return await oauth.processDiscoveryResponse(url, response);
}

async function fetchJwks(jwksUri: string, signal: AbortSignal): Promise<KeySet['jwks']> {
  const response = await fetch(jwksUri, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'manual',
    signal,
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the address of the keys answered ${response.status}`);
  }
  const body: unknown = await response.json();
  if (!isJsonObject(body) || !Array.isArray(body.keys))
    throw new Error('the address of the keys answered something that is no JWK Set');
  const keys = body.keys.filter(isSigningKey);
  if (keys.length === 0) throw new Error('the JWK Set holds no public key');
  return { keys };
}

/** Symmetric keys have no business in a public key set; ones that are there must never be tried (RFC 8725, section 3.1). */
function isSigningKey(jwk: unknown): jwk is oauth.JWK {
  return isJsonObject(jwk) && typeof jwk.kty === 'string' && jwk.kty !== 'oct';
}

/** Is it https, or plain http on this machine where that is allowed? */
export function isAcceptableAddress(address: string, allowLoopbackHttp: boolean): boolean {
  if (!URL.canParse(address)) return false;
  return new URL(address).protocol === 'https:' || (allowLoopbackHttp && isLoopbackHttp(address));
}

/** Is it plain http to this machine? (RFC 8252, section 8.3: nobody else hears what is said there.) */
export function isLoopbackHttp(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname));
}
