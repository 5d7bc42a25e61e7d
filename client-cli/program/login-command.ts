import type { LoginOptions } from '../commands/login-options.ts';
import { PROVIDER_NAMES } from '../issuer/providers.ts';
import { STORE_WISHES } from '../store/store-choice.ts';
import type { CommandDeclaration } from './declaration.ts';

/** `countersign login`, as it is declared. */
export const loginCommand: CommandDeclaration = {
  name: 'login',
  summary: 'log in, and keep the login for later runs',
  alike: ['signin', 'sign-in', 'auth', 'connect'],
  about: [
    'Shows an address and a short code. Open the address on any device that has a browser, sign in there, compare the code and approve. Meanwhile this command waits, through network trouble too, and then keeps the login for later runs, which renew it in silence.',
    'Whatever interrupts it (Ctrl-C, a lost connection, a crash): the same command goes on with the same code, as long as that is good.',
    'Without --issuer and --client-id it takes what the variables say, then what this profile used last, then a server on this machine. No other command ever starts a login.',
  ],
  options: [
    {
      flags: '--issuer <url>',
      does: 'the server',
      variable: 'COUNTERSIGN_ISSUER',
      otherwise: 'as last time, or http://localhost:8628',
    },
    {
      flags: '--client-id <id>',
      does: 'the client id this console has there',
      variable: 'COUNTERSIGN_CLIENT_ID',
      otherwise: 'as last time, or "console"',
    },
    { flags: '--provider <name>', does: 'a server that does some things its own way', choices: PROVIDER_NAMES },
    { flags: '--device-endpoint <url>', does: 'where codes come from, at a server that does not say so itself' },
    { flags: '--token-endpoint <url>', does: 'where tokens come from; with it, nothing is looked up' },
    { flags: '--revocation-endpoint <url>', does: 'where logins are ended' },
    {
      flags: '--client-key <file>',
      does: 'the private key this client authenticates with, as JWK or PEM (RFC 7523)',
      value: 'file',
    },
    { flags: '--unattended', does: 'no person: the client logs in for itself, with its key' },
    {
      flags: '--enrollment-key-stdin',
      does: 'no person now: an enrollment key, read from standard input, is exchanged for the login (RFC 8693)',
      conflicts: 'unattended',
    },
    { flags: '--scope <scopes>', does: 'the rights to ask for, with blanks in between' },
    { flags: '--exact-scope', does: 'ask for exactly these, without openid and offline_access' },
    { flags: '--resource <uri>', does: 'the API that the token is for (RFC 8707)' },
    { flags: '--acr-values <names>', does: 'how strong the sign-in has to be, in the words of the server (RFC 9470)' },
    { flags: '--max-age <seconds>', does: 'how long ago the sign-in may have been', value: 'seconds' },
    {
      flags: '--device-name <name>',
      does: 'what this machine is called when you approve',
      otherwise: 'its host name, and the profile where one is named',
    },
    {
      flags: '--store <kind>',
      does: 'where to keep the login',
      variable: 'COUNTERSIGN_STORE',
      otherwise: 'auto, never weaker than last time',
      choices: STORE_WISHES,
    },
    { flags: '--dpop', does: 'insist on tokens bound to a key (RFC 9449)', conflicts: 'bearer' },
    { flags: '--bearer', does: 'take plain bearer tokens' },
    { flags: '--qr', does: 'show a QR code even where it needs scrolling' },
    { flags: '--no-qr', does: 'show no QR code' },
    { flags: '--open', does: 'open the page in a browser' },
    { flags: '--no-open', does: 'open no browser' },
    { flags: '--resume', does: 'go on with a login that was interrupted, or that another process waits for' },
    { flags: '--no-resume', does: 'ask for a new code in any case' },
    { flags: '--timeout <seconds>', does: 'give up after so long', otherwise: 'when the code expires', value: 'seconds' },
  ],
  examples: [
    { line: 'countersign login --issuer https://id.example.com --scope notes:read', does: 'log in there, with one right' },
    { line: 'countersign login', does: 'log in again, where this profile was logged in last' },
    { line: 'countersign login --profile work --issuer https://id.work.example', does: 'keep a second login beside the first' },
    { line: 'countersign login --resume', does: 'go on after Ctrl-C or a lost connection, with the code that was shown' },
    { line: 'countersign login --json --timeout 300', does: 'for a program: an event a line, five minutes at most' },
  ],
  prints:
    'Nothing: address, code and outcome go to standard error. With --json one event a line: verification, waiting, done; never a token or a device code.',
  exits: {
    0: 'logged in, and the login is kept',
    3: 'the issuer, the client or the rights asked for are wrong',
    5: 'somebody denied it',
    6: 'nobody approved in time; run it again for a new code',
    7: 'the issuer cannot be reached; nothing is lost',
    8: 'the login could not be kept, so no code was asked for',
  },
  next: 'See what you have with "countersign status", or call an API with "countersign api GET URL".',
  async run(context, options: LoginOptions) {
    return (await import('../commands/login.ts')).login(context, options);
  },
};
