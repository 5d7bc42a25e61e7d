import { request } from 'node:http';
import type { Agent, IncomingHttpHeaders } from 'node:http';

import { decodeJwt, decodeProtectedHeader } from 'jose';

import type { ServerProcess } from './server-process.ts';

/** One request as it goes to both servers. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: readonly (readonly [string, string])[];
  readonly chunked: boolean;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As they were written, in their order. */
  readonly headerNames: readonly string[];
  readonly body: string;
}

/** What of a reply must be the same on both roads. The body of a JSON answer as names and values in their order. */
export interface Comparable extends Omit<Reply, 'body'> {
  readonly body: string | readonly (readonly [name: string, value: unknown])[];
}

/** Sends it. @returns what must be the same on both roads, and the body as it came */
export async function exchange(
  agent: Agent,
  server: ServerProcess,
  sent: Sent,
): Promise<{ readonly answer: Comparable; readonly body: string }> {
  const reply = await send(agent, server, sent);
  return { answer: withoutWhatMustDiffer(reply), body: reply.body };
}

/** The `error` of a JSON answer. */
export function errorOf({ body }: Comparable): string | undefined {
  const error = typeof body === 'string' ? undefined : body.find(([name]) => name === 'error')?.[1];
  return typeof error === 'string' ? error : undefined;
}

function send(agent: Agent, server: ServerProcess, { method, path, headers, parameters, chunked }: Sent): Promise<Reply> {
  const body = new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString();
  const framing: Record<string, string> = chunked
    ? { 'transfer-encoding': 'chunked' }
    : { 'content-length': String(Buffer.byteLength(body)) };
  const { port, issuer } = server;
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', agent, method, path, headers: { ...headers, ...framing } }, (reply) => {
      let text = '';
      reply.on('data', (chunk: Buffer) => (text += chunk.toString()));
      reply.on('end', () =>
        resolve({
          status: reply.statusCode ?? 0,
          headers: reply.headers,
          headerNames: reply.rawHeaders.filter((_, at) => at % 2 === 0),
          body: text.replaceAll(issuer, '{issuer}'),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Made anew for every answer: of these only the form is compared, letter for letter and digit for digit, or what a signed one says. */
const MADE_ANEW = ['refresh_token', 'request_id'];
const SIGNED = ['access_token', 'id_token'];
const CODES = ['device_code', 'user_code', 'verification_uri_complete'];

/** Names of requests, times, tokens and lengths differ between any two answers. */
function withoutWhatMustDiffer({ status, headers, headerNames, body }: Reply): Comparable {
  const { date: _date, 'x-request-id': _id, 'content-length': _length, 'dpop-nonce': nonce, ...others } = headers;
  const rest = { ...others, ...(nonce !== undefined && { 'dpop-nonce': `${nonce.length} characters` }) };
  if (!(headers['content-type'] ?? '').includes('json'))
    return { status, headers: rest, headerNames, body: body.replaceAll(/[A-Za-z0-9_-]{12,}/g, '…') };
  const parsed = Object.entries(JSON.parse(body) as Record<string, unknown>).map(([name, value]): readonly [string, unknown] => {
    if (MADE_ANEW.includes(name)) return [name, String(value).length];
    if (SIGNED.includes(name)) return [name, contentOf(String(value))];
    return CODES.includes(name) ? [name, formOf(String(value))] : [name, value];
  });
  return { status, headers: rest, headerNames, body: parsed };
}

/** What a signed token says, in its order, less what is made anew. */
function contentOf(token: string): readonly unknown[] {
  const { iat = 0, exp = 0, ...claims } = decodeJwt(token);
  const differ: Readonly<Record<string, unknown>> = {
    ...claims,
    iat: 'now',
    exp: exp - iat,
    iss: '',
    kid: '',
    jti: '',
    device_id: '',
    auth_time: '',
  };
  const told = (part: object) => Object.entries(part).map(([name, value]: [string, unknown]) => [name, differ[name] ?? value]);
  return [told(decodeProtectedHeader(token)), told(decodeJwt(token)), token.split('.')[2]?.length];
}

function formOf(code: string): string {
  if (code.startsWith('{issuer}')) return code.replace(/[A-Z]/g, 'X');
  return /^[A-Z]{4}-[A-Z]{4}$/.test(code) ? 'XXXX-XXXX' : code.replace(/[A-Za-z0-9_-]/g, 'x');
}
