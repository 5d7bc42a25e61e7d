import { readApiAddress } from '../issuer/address.ts';
import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { problem } from '../problems/problem.ts';
import type { Login } from '../store/token-store.ts';
import { bearerLogin } from './bearer-login.ts';
import type { CommandContext } from './context.ts';
import { isMeantFor, readGitRequest } from './git-credential.ts';
import type { GitRequest } from './git-credential.ts';

/** The options of `credential git`. */
export interface CredentialGitOptions {
  /** The one place that gets a token. */
  readonly for?: string;
  readonly username?: string;
  readonly basic?: true;
}

/** A name that the big hosts take beside a token; most look at the token alone. */
const USERNAME = 'oauth2';

/**
 * Answers git as a credential helper. It hands a token to one place only, keeps silent about every other, and never starts a login.
 *
 * @param operation `get`, `store` or `erase`; others are passed over, as git wants it
 * @see {@link https://git-scm.com/docs/gitcredentials#_custom_helpers gitcredentials, "Custom Helpers"}
 */
export async function credentialGit(
  context: CommandContext,
  options: CredentialGitOptions,
  operation: string,
): Promise<ExitCode> {
  if (options.for === undefined) throw problem('usage', { detail: 'Say with --for URL which place may get a token.' });
  const place = readApiAddress(options.for);
  if (place.search !== '' || place.hash !== '')
    throw problem('usage', { detail: '--for takes a host and a path, nothing behind ? or #.' });
  if (operation !== 'get' && operation !== 'erase') return EXIT.ok; // what git was given is kept here anyway
  if (operation === 'get' && context.screen.out.interactive) throw problem('token_on_screen');
  const request = await readGitRequest(context.stdin());
  if (!isMeantFor(place, request)) return EXIT.ok;
  return operation === 'get' ? get(context, options, request) : erase(context, request);
}

async function get(context: CommandContext, options: CredentialGitOptions, request: GitRequest): Promise<ExitCode> {
  const { screen } = context;
  try {
    const login = await bearerLogin(context);
    const isToken = request.knowsTokens && !options.basic;
    const answer = isToken ? tokenAnswer(login) : passwordAnswer(login, request.username ?? options.username ?? USERNAME);
    screen.data(answer.map((line) => `${line}\n`).join(''));
    return EXIT.ok;
  } catch (error) {
    screen.data('quit=1\n'); // or git would ask the person for a password
    throw error;
  }
}

function tokenAnswer(login: Login): string[] {
  return ['capability[]=authtype', 'authtype=Bearer', `credential=${login.accessToken}`, 'ephemeral=1', ...expiry(login)];
}

function passwordAnswer(login: Login, username: string): string[] {
  return [`username=${username}`, `password=${login.accessToken}`, ...expiry(login)];
}

function expiry({ accessTokenExpiresAt: at }: Login): string[] {
  return at === undefined ? [] : [`password_expiry_utc=${Math.floor(at / 1000)}`];
}

/** The place refused a token. The login stays; the token, if it is still ours, is renewed, so that the next one is another. */
async function erase({ session, log }: CommandContext, { secret }: GitRequest): Promise<ExitCode> {
  const opened = await session();
  const login = await opened.load();
  if (login === undefined || secret !== login.accessToken) return EXIT.ok;
  try {
    await opened.freshLogin(undefined, secret);
  } catch (error) {
    log.debug('credential.not_renewed', { reason: String(error) }); // the next "get" will say it
  }
  return EXIT.ok;
}
