import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { readApiAddress } from '../issuer/address.ts';
import { challengeFor } from '../issuer/challenges.ts';
import { readNetworkFailure } from '../issuer/network-failure.ts';
import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { problem, profileFlag } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import { splitScope } from '../session/read-token-answer.ts';
import type { Login } from '../store/token-store.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { isTypeable } from '../terminal/typeable.ts';
import type { CommandContext } from './context.ts';
import { report } from './report.ts';
import { withStepUp } from './step-up.ts';

/** The options of `api`. */
export interface ApiOptions {
  /** Text, `@FILE`, or `-` for standard input. */
  readonly data?: string;
  /** `Name: value`, as often as needed. */
  readonly header?: readonly string[];
}

/** Calls an API with the token of the login. The body of the answer is the output, whatever the answer; the exit code says what it was. */
export async function api(context: CommandContext, method: string, address: string, options: ApiOptions): Promise<ExitCode> {
  const { screen, globals, time } = context;
  const url = readApiAddress(address);
  const headers = readHeaders(options.header ?? []);
  const body = options.data === undefined ? undefined : await readData(options.data, context);
  if (body !== undefined && !headers.has('content-type'))
    headers.set('content-type', looksLikeJson(body) ? 'application/json' : 'application/octet-stream');
  const session = await context.session();

  const init = { method: method.toUpperCase(), headers, ...(body === undefined ? {} : { body: new Uint8Array(body) }) };
  const { response, content } = await withStepUp(context, session, () => call(url, init, session.fetch));
  const found = judge(response, url, session.profile, await session.load());
  if (globals.json) {
    const told = report({
      command: 'api',
      profile: session.profile,
      session,
      login: await session.load(),
      problem: found,
      now: time.now(),
    });
    screen.json({
      ...told,
      response: {
        status: response.status,
        content_type: response.headers.get('content-type'),
        body: readBody(response, content),
      },
    });
  } else {
    screen.data(content);
    if (screen.out.interactive && content.length > 0 && content.at(-1) !== 0x0a) screen.data('\n');
    if (found !== undefined) screen.fail(found);
  }
  return found?.exitCode ?? EXIT.ok;
}

async function call(
  url: URL,
  init: RequestInit,
  send: (url: URL, init: RequestInit) => Promise<Response>,
): Promise<{ readonly response: Response; readonly content: Buffer }> {
  try {
    const response = await send(url, init);
    return { response, content: Buffer.from(await response.arrayBuffer()) };
  } catch (cause) {
    const failure = readNetworkFailure(cause);
    throw failure === undefined ? cause : problem(failure.code, { host: url.host, detail: failure.detail }, { cause });
  }
}

/** What the status of an answer means for whoever called; undefined when all is well. */
function judge(response: Response, { host }: URL, profile: string, login: Login | undefined): Problem | undefined {
  const { status, headers } = response;
  if (status < 300) return undefined;
  const wanted = challengeFor(response, 'insufficient_scope')?.get('scope');
  if (wanted !== undefined) {
    const held = login?.scopes ?? [];
    const missing = splitScope(wanted).filter((name) => isTypeable(name) && !held.includes(name));
    const scopes = [...held.filter(isTypeable), ...missing].join(' ');
    if (missing.length > 0)
      return problem('scope_missing', { host, detail: missing.join(', '), scopes, profileFlag: profileFlag(profile) });
  }
  if (status === 401) return problem('token_refused', { host });
  if (status === 403) return problem('api_forbidden', { host });
  if (status === 429) return problem('too_many_requests', { host });
  if (status >= 500) return problem('server_trouble', { host, status });
  const location = headers.get('location');
  return problem('api_refused', {
    host,
    status: status < 400 && location !== null ? `${status}, pointing to ${cleanText(location)}` : status,
  });
}

/** @throws Problem `bad_header_option` */
function readHeaders(lines: readonly string[]): Headers {
  const headers = new Headers();
  for (const line of lines) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined || /^(?:authorization|dpop)$/i.test(name))
      throw problem('bad_header_option', { detail: cleanText(line, 80) });
    headers.append(name, value);
  }
  return headers;
}

async function readData(data: string, { stdin }: CommandContext): Promise<Buffer> {
  if (data === '-') return buffer(stdin());
  if (!data.startsWith('@')) return Buffer.from(data);
  const path = data.slice(1);
  try {
    return await readFile(path);
  } catch (cause) {
    throw problem('usage', { detail: `The file ${cleanText(path)} cannot be read.` }, { cause });
  }
}

function looksLikeJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}

function readBody(response: Response, content: Buffer): unknown {
  const text = content.toString();
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
