import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** What can happen to a refresh between a console and its server. */
export type IssuerFault =
  | 'slow' /** the server answers after a while */
  | 'error 500' /** it never sees the request */
  | 'page 502' /** neither; a proxy says so */
  | 'silent' /** neither; nobody says anything */
  | 'reset' /** neither; the connection is cut */
  | 'answer lost' /** it has answered, and the connection is cut */
  | 'answer too late'; /** it has answered, and nothing arrives */

/** A real server behind something that fails in the ways of networks and proxies. */
export interface FaultyIssuer {
  /** The next refreshes meet these, one each; all others arrive. */
  meet(faults: readonly IssuerFault[]): void;
  /** How many refreshes the server has seen. */
  refreshes(): number;
  close(): Promise<void>;
}

const SLOW_MS = 400;

/** @param port where consoles look for it @param target the port of the server */
export async function startFaultyIssuer(port: number, target: number): Promise<FaultyIssuer> {
  let faults: IssuerFault[] = [];
  let refreshes = 0;

  const server = createServer((request, response) => void receive(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const isRefresh = body.includes('grant_type=refresh_token');
    const fault = isRefresh ? faults.shift() : undefined;
    if (fault === 'error 500') return void response.writeHead(500).end('{}');
    if (fault === 'page 502') return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
    if (fault === 'reset') return void response.socket?.resetAndDestroy();
    if (fault === 'silent') return;
    if (fault === 'slow') await sleep(SLOW_MS);
    if (isRefresh) refreshes += 1;
    const answer = await forward(request, body, target);
    if (fault === 'answer lost') return void response.socket?.resetAndDestroy();
    if (fault === 'answer too late') return;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  return {
    meet: (next) => void (faults = [...next]),
    refreshes: () => refreshes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Goes on to the server even if whoever asked is gone by then, as proxies do. */
function forward({ method, url, headers }: IncomingMessage, body: string, port: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onward = ask({ host: 'localhost', port, method, path: url, headers, agent: false }, (answer) => {
      buffer(answer).then((all) => resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: all }), reject);
    });
    onward.on('error', reject);
    onward.end(body);
  });
}
