/** A variable of the environment that this program heeds. */
export interface VariableDeclaration {
  readonly name: string;
  readonly does: string;
  /** Its value is never shown, anywhere. */
  readonly secret?: true;
  /** It has a say with this value only. */
  readonly only?: string;
}

/** Every variable that counts, in the order of the lists. Options win over variables, variables over what a profile remembers. */
export const VARIABLES: readonly VariableDeclaration[] = [
  { name: 'COUNTERSIGN_ISSUER', does: 'the server to log in at; a login of another one is then not used (exit code 4)' },
  { name: 'COUNTERSIGN_CLIENT_ID', does: 'the client id there; a login of another one is then not used (exit code 4)' },
  { name: 'COUNTERSIGN_PROFILE', does: 'which login to use, as --profile' },
  { name: 'COUNTERSIGN_STORE', does: 'where to keep a login, as --store' },
  { name: 'COUNTERSIGN_HOME', does: 'the folder for everything that is kept' },
  {
    name: 'COUNTERSIGN_STORE_KEY',
    does: 'the key that seals logins: 32 bytes (hex or base64), or a passphrase of 16 characters or more',
    secret: true,
  },
  { name: 'HTTPS_PROXY', does: 'the proxy for https addresses; HTTP_PROXY for http, NO_PROXY for exceptions' },
  { name: 'HTTP_PROXY', does: 'see HTTPS_PROXY' },
  { name: 'NO_PROXY', does: 'hosts that are reached without the proxy, with commas in between' },
  { name: 'NO_COLOR', does: 'no colours, whatever its value' },
  { name: 'TERM', does: 'with the value "dumb": no colours, nothing that moves', only: 'dumb' },
  { name: 'CI', does: 'nothing that moves, no browser' },
];
