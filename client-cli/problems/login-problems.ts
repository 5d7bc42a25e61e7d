import { EXIT } from './exit-codes.ts';
import { LOG_IN, entry } from './problem-entry.ts';
import type { ProblemEntry } from './problem-entry.ts';

/** How a login can end that gives none: the part of the table that belongs to `device-grant/` and `session/log-in.ts`. */
export function loginProblems() {
  return {
    bad_endpoint: entry(
      EXIT.configuration,
      '"{detail}" is not the address of an endpoint.',
      'Give the whole address, such as https://id.example.com/oauth/token.',
    ),
    client_key: entry(
      EXIT.configuration,
      'The key file {path} cannot be used: {detail}.',
      'Give a private key (JWK, or PEM without a passphrase) that this user can read with --client-key.',
    ),
    enrollment_key: entry(
      EXIT.usage,
      'No enrollment key can be read from standard input: {detail}.',
      'Hand it over from a file or a program: countersign login --enrollment-key-stdin < FILE',
    ),
    no_enrollment: entry(
      EXIT.configuration,
      '{issuer} does not say that it takes enrollment keys (token exchange, RFC 8693); it was not sent yours.',
      'Log in with a code, without --enrollment-key-stdin, or ask its operator.',
    ),
    enrollment_refused: entry(
      EXIT.denied,
      '{issuer} does not take this enrollment key: {detail}.',
      'It may have been used, ended or run out. Have a new one made, and check that it is for this client.',
    ),
    step_up_required: entry(
      EXIT.loginNeeded,
      '{host} wants another sign-in for this: {detail}.',
      'Log in with "countersign login{flags}" and the same --scope as before, then call again.',
    ),
    scope_missing: entry(
      EXIT.other,
      '{host} does not allow this with the rights of this login: it wants {detail}.',
      'Log in with "countersign login{profileFlag} --scope \'{scopes}\'", if you may have that.',
    ),
    nothing_to_resume: entry(
      EXIT.loginNeeded,
      'There is no interrupted login to go on with (profile "{profile}"): none was begun, or its code has expired.',
      LOG_IN,
    ),
    login_under_way: entry(
      EXIT.temporary,
      'Another process (number {pid} on {host}) waits for the approval of this very login.',
      'Approve the code it shows. Or go on with it here: "countersign login --resume{profileFlag}". Or ask for a new code with --no-resume.',
    ),
    login_superseded: entry(
      EXIT.other,
      'Another process has gone on with this login, or begun a new one.',
      'Nothing was lost: look there. "countersign status" says how it went.',
    ),
    time_limit: entry(EXIT.expired, 'Nobody approved within {detail}, the limit you set.', '{outcome}'),
    access_denied: entry(
      EXIT.denied,
      'The login was refused: {detail}.',
      'Nothing was kept. If you did not deny it yourself, ask why; otherwise run "countersign login" again.',
    ),
    expired_token: entry(EXIT.expired, 'The code was not approved in time.', 'Run "countersign login" again for a new code.'),
    not_bound: entry(
      EXIT.configuration,
      'You asked for tokens bound to a key (--dpop), and {issuer} gave a plain bearer token.',
      'Nothing was kept. Log in with --bearer if that is what you want.',
    ),
    binding_lost: entry(
      EXIT.configuration,
      'This login is bound to a key (DPoP), and {issuer} renewed it with a plain bearer token. That token is not used.',
      'The login is kept, and the next command tries again: ask the operator of {issuer} why tokens are not bound any more. Without a binding, log in with "countersign login --bearer{profileFlag}".',
    ),
    proof_refused: entry(
      EXIT.configuration,
      'The server refused: {detail}. The request came with a proof of a key (DPoP).',
      'If this client takes bearer tokens only, log in with "countersign login --bearer".',
    ),
    proof_missing: entry(
      EXIT.configuration,
      'The server refused: {detail}. The request came without a proof of a key (DPoP).',
      'If this client must send one, log in without --bearer.',
    ),
  } as const satisfies Record<string, ProblemEntry>;
}
