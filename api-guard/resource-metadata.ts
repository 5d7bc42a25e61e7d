import type { GuardSettings } from './read-options.ts';

/** What an API tells about itself beside what the guard knows anyway. */
export interface ResourceDescription {
  /** The API's identifier, an address. Default: the audience if it is an address, otherwise the public address. */
  readonly identifier?: string;
  /** The scopes there are. */
  readonly scopes?: readonly string[];
  /** The API's name for people. */
  readonly name?: string;
  /** Where its documentation is. */
  readonly documentation?: string;
}

/** The document by which a client finds the issuer of an API it was only told the address of. */
export interface ResourceMetadata {
  /** Where it has to be served, as callers see it. */
  readonly url: string;
  /** Its path in that address. */
  readonly path: string;
  /** The document, to be served as JSON to anyone. */
  readonly document: Readonly<Record<string, unknown>>;
}

/**
 * Makes the protected resource metadata of an API.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9728#section-2 RFC 9728, sections 2 and 3}
 */
export function describeResource(settings: GuardSettings): ResourceMetadata {
  const { identifier, scopes, name, documentation } = settings.resource;
  const url = wellKnownOf(identifier);
  return {
    url: url.href,
    path: url.pathname,
    document: {
      resource: identifier,
      authorization_servers: [settings.issuer],
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: settings.proofAlgorithms,
      dpop_bound_access_tokens_required: settings.requireDpop,
      ...(scopes && { scopes_supported: scopes }),
      ...(name !== undefined && { resource_name: name }),
      ...(documentation !== undefined && { resource_documentation: documentation }),
    },
  };
}

/** The well-known part stands between host and path (RFC 9728, section 3.1). */
function wellKnownOf(identifier: string): URL {
  const url = new URL(identifier);
  url.pathname = `/.well-known/oauth-protected-resource${url.pathname === '/' ? '' : url.pathname}`;
  return url;
}
