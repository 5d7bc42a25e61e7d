import { EXIT } from './exit-codes.ts';
import { loginProblems } from './login-problems.ts';
import { LOG_IN, RETRY, entry } from './problem-entry.ts';
import type { ProblemEntry } from './problem-entry.ts';
import { helperProblems } from './helper-problems.ts';
import { storeProblems } from './store-problems.ts';
import { profileProblems } from './profile-problems.ts';

const USE_HTTPS = 'Use an https address. Plain http is accepted for this machine only (localhost).';

/** Every sentence an error of the console can say. The keys are stable: they are the `error.code` of `--json`. */
function makeProblems() {
  return {
    ...profileProblems(),
    usage: entry(EXIT.usage, '{detail}', 'See "countersign{command} --help".'),
    bad_header_option: entry(
      EXIT.usage,
      '--header wants "Name: value", not "{detail}".',
      'Example: --header "Accept: application/json".',
    ),
    bad_url: entry(
      EXIT.usage,
      '"{detail}" is not an absolute http or https address without a name and password.',
      'Give the whole address, such as https://api.example/notes.',
    ),
    insecure_url: entry(EXIT.usage, 'Refused to send a token to {url} without encryption.', USE_HTTPS),
    token_on_screen: entry(
      EXIT.usage,
      'Refused to show a token on a screen.',
      'Pipe it into the program that needs it, or say --show if you mean it.',
    ),
    bound_token: entry(
      EXIT.usage,
      'This token is bound to a key (DPoP): on its own it is worth nothing, and it must not pass for a bearer token.',
      'Use "countersign api METHOD URL", or "countersign token --header --url URL --method METHOD" for both headers of one request.',
    ),
    header_needs_url: entry(
      EXIT.usage,
      'This token is bound to a key (DPoP), and a proof is good for one address and method only.',
      'Say which: countersign token --header --url URL --method METHOD.',
    ),
    bad_profile_name: entry(
      EXIT.usage,
      '"{detail}" cannot be the name of a profile.',
      'Use letters, digits, dot, dash and underscore, 64 at most, starting with a letter or digit and not ending with a dot. Windows keeps names such as CON and NUL for devices.',
    ),
    bad_issuer: entry(
      EXIT.configuration,
      '"{detail}" is not the address of an issuer.',
      'Give an address such as {example}, without a name and password.',
    ),
    insecure_issuer: entry(EXIT.configuration, 'Refused to send secrets to {url} without encryption.', USE_HTTPS),
    issuer_metadata: entry(
      EXIT.configuration,
      '{issuer} does not describe itself as an OAuth server ({detail}).',
      'Check the address. It must answer at /.well-known/oauth-authorization-server or /.well-known/openid-configuration.',
    ),
    issuer_mismatch: entry(
      EXIT.configuration,
      'The server at {issuer} says that it is {detail}.',
      'Use exactly the address it calls itself, or have its operator correct the configuration.',
    ),
    no_device_grant: entry(
      EXIT.configuration,
      '{issuer} does not offer logging in with a code (the Device Authorization Grant, RFC 8628).',
      'Ask its operator to switch it on, or check --issuer.',
    ),
    issuer_answer: entry(
      EXIT.configuration,
      'The server gave an answer that is not valid ({detail}).',
      'Run again with --debug and show the output to the operator of {issuer}.',
    ),
    unknown_client: entry(
      EXIT.configuration,
      '{issuer} does not know the client "{clientId}", or it may not log in this way.',
      'Check --client-id with the operator.',
    ),
    wrong_scope: entry(
      EXIT.configuration,
      '{issuer} does not give these rights: {detail}.',
      'Check --scope. With --exact-scope nothing is added to what you name.',
    ),
    wrong_resource: entry(EXIT.configuration, '{issuer} does not know the API you named: {detail}.', 'Check --resource.'),
    unmet_sign_in: entry(
      EXIT.configuration,
      'Nobody can sign in at {issuer} in the way that is asked for: {detail}.',
      'Check --acr-values, or ask the operators of {issuer} and of the API which kinds of sign-in there are.',
    ),
    oauth_error: entry(EXIT.other, 'The server refused: {detail}.', 'Run again with --debug to see the exchange.'),
    tls: entry(
      EXIT.configuration,
      'The certificate of {host} is not trusted ({detail}).',
      'Check the address and this machine’s clock. If your company has its own authority, give its certificate with --ca-file FILE.',
    ),
    not_tls: entry(
      EXIT.configuration,
      '{host} does not speak TLS at this port ({detail}).',
      'Check the port. A server on this machine may be meant with http:// in place of https://.',
    ),
    bad_proxy: entry(
      EXIT.configuration,
      'The address of the proxy, {detail}, is not one.',
      'Give HTTPS_PROXY an address such as http://proxy.example:3128, or unset it.',
    ),
    ca_file: entry(EXIT.configuration, 'The certificate file {detail} cannot be read.', 'Give a PEM file with --ca-file.'),
    store_key_invalid: entry(
      EXIT.configuration,
      'COUNTERSIGN_STORE_KEY is neither 32 bytes (hex or base64) nor a passphrase of at least 16 characters.',
      'Make one with: openssl rand -hex 32',
    ),
    profile_damaged: entry(EXIT.configuration, 'The file {path} is damaged.', 'Delete it and log in again.'),
    login_required: entry(EXIT.loginNeeded, 'Nobody is logged in with profile "{profile}"{waiting}.', LOG_IN),
    session_ended: entry(
      EXIT.loginNeeded,
      'The login has ended: it was revoked, has run out, or was replaced (profile "{profile}").',
      LOG_IN,
    ),
    not_refreshable: entry(
      EXIT.loginNeeded,
      'The access token has run out, and the server gave none to renew it with (profile "{profile}").',
      LOG_IN,
    ),
    other_login: entry(
      EXIT.loginNeeded,
      'Profile "{profile}" is logged in at {loggedInAt}, not at {wanted}.',
      'Log in there with "countersign login{profileFlag}", or keep both with --profile NAME.',
    ),
    token_refused: entry(
      EXIT.loginNeeded,
      '{host} does not accept this login (401).',
      'Check that the token is meant for this API, or log in again.',
    ),
    ...loginProblems(),
    dns: entry(EXIT.temporary, 'The name {host} cannot be found.', 'Check its spelling, and this machine’s network and DNS.'),
    refused: entry(
      EXIT.temporary,
      '{host} refuses connections.',
      'Check the address and port, and whether the server is running.',
    ),
    timeout: entry(EXIT.temporary, '{host} did not answer in time.', 'Check the network and proxy, then try again.'),
    connection_lost: entry(EXIT.temporary, 'The connection to {host} broke ({detail}).', RETRY),
    server_trouble: entry(EXIT.temporary, '{host} is in trouble (HTTP {status}).', RETRY),
    too_many_requests: entry(EXIT.temporary, '{host} asks to slow down (HTTP 429).', 'Wait a minute, then try again.'),
    odd_answer: entry(
      EXIT.temporary,
      '{host} gave an answer that does not come from an OAuth server (HTTP {status}).',
      'A proxy or a sign-in page of the network may stand in between. Nothing was lost; try again.',
    ),
    store_busy: entry(EXIT.temporary, 'Another process is renewing this login and takes long (profile "{profile}").', RETRY),
    ...storeProblems(),
    ...helperProblems(),
    api_refused: entry(EXIT.other, '{host} answered {status}.', 'The answer is on standard output.'),
    api_forbidden: entry(
      EXIT.other,
      '{host} does not allow this (403).',
      'The login may lack a right: see "countersign status", then log in with --scope.',
    ),
    output_lost: entry(
      EXIT.other,
      'Standard output could not be written: {detail}.',
      'Make room, or send it elsewhere. Whatever else the command did is done: see "countersign status".',
    ),
    interrupted: entry(EXIT.interrupted, 'Stopped.', '{outcome}'),
    terminated: entry(EXIT.terminated, 'Stopped by the system.', '{outcome}'),
    unexpected: entry(EXIT.other, 'Something broke inside this program ({detail}).', 'Run again with --debug and report it.'),
  } as const satisfies Record<string, ProblemEntry>;
}

/** The name of something that can go wrong. */
export type ProblemCode = keyof ReturnType<typeof makeProblems>;

/** {@link makeProblems} */
export type ProblemTable = Readonly<Record<ProblemCode, ProblemEntry>>;

let made: ProblemTable | undefined;

/** The table, made when the first of its sentences is said: to most runs nothing happens. */
export function problems(): ProblemTable {
  return (made ??= makeProblems());
}
