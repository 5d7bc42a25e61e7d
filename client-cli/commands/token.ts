import { signDpopProof } from '../issuer/dpop-proof.ts';
import { readApiAddress } from '../issuer/address.ts';
import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { problem } from '../problems/problem.ts';
import { DEFAULT_MIN_TTL } from '../session/freshness.ts';
import type { Login } from '../store/token-store.ts';
import type { Time } from '../time.ts';
import type { Seconds } from '../units.ts';
import type { CommandContext } from './context.ts';

/** The options of `token`. */
export interface TokenOptions {
  readonly show?: true;
  readonly minTtl?: Seconds;
  readonly header?: true;
  readonly url?: string;
  readonly method?: string;
}

/**
 * Prints an access token, for the program at the other end of a pipe. A token that is bound to a key (RFC 9449) is not handed out as if it were a
 * bearer token: it comes with a proof for one request, or named as what it is in JSON.
 */
export async function token(context: CommandContext, options: TokenOptions): Promise<ExitCode> {
  const { screen, globals, time } = context;
  if (screen.out.interactive && !options.show) throw problem('token_on_screen');
  const session = await context.session();
  const login = await session.freshLogin(options.minTtl ?? DEFAULT_MIN_TTL);
  const headers = options.header ? requestHeaders(login, options, time) : undefined;

  if (globals.json) {
    const { report } = await import('./report.ts');
    const told = report({ command: 'token', profile: session.profile, session, login, now: time.now() });
    screen.json({ ...told, access_token: login.accessToken, ...(headers === undefined ? {} : { headers }) });
    return EXIT.ok;
  }
  if (headers !== undefined) {
    for (const [name, value] of Object.entries(headers)) screen.data(`${name}: ${value}\n`);
    return EXIT.ok;
  }
  if (login.tokenType === 'DPoP') throw problem('bound_token');
  screen.data(`${login.accessToken}\n`);
  return EXIT.ok;
}

/** The headers that carry the token in one request (RFC 6750, section 2.1; RFC 9449, section 7.1). */
function requestHeaders(login: Login, { url, method = 'GET' }: TokenOptions, time: Time): Record<string, string> {
  const authorization = `${login.tokenType} ${login.accessToken}`;
  if (login.tokenType === 'Bearer' || login.dpopKey === undefined) return { Authorization: authorization };
  if (url === undefined) throw problem('header_needs_url');
  const request = { method: method.toUpperCase(), url: readApiAddress(url), accessToken: login.accessToken };
  return { Authorization: authorization, DPoP: signDpopProof(login.dpopKey, request, time.now()) };
}
