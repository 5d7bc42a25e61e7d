import { LANGUAGES } from '../domain/language.ts';

/** How clients prove who they are: see `ClientAuthentication` in the settings. */
export const CLIENT_AUTH_METHODS = ['none', 'client_secret_basic', 'private_key_jwt'] as const;

/** What they may sign with, where they sign (RFC 7523, section 3). */
export const CLIENT_AUTH_ALGORITHMS = ['ES256', 'PS256', 'EdDSA', 'Ed25519'] as const;

/** Introspection is for clients that authenticate (RFC 7662, section 2.1). */
const INTROSPECTION_AUTH_METHODS = CLIENT_AUTH_METHODS.filter((method) => method !== 'none');

/**
 * What the metadata says beside what the engine says of itself. Without these, a client would have to take `client_secret_basic` for the only way at the
 * endpoints beside the token endpoint.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8414#section-2 RFC 8414, section 2}
 */
export const furtherMetadata = (issuer: string) => ({
  revocation_endpoint_auth_methods_supported: [...CLIENT_AUTH_METHODS],
  revocation_endpoint_auth_signing_alg_values_supported: [...CLIENT_AUTH_ALGORITHMS],
  introspection_endpoint_auth_methods_supported: INTROSPECTION_AUTH_METHODS,
  introspection_endpoint_auth_signing_alg_values_supported: [...CLIENT_AUTH_ALGORITHMS],
  ui_locales_supported: [...LANGUAGES],
  service_documentation: `${issuer}/troubleshooting`, // the console links its messages to it
});
