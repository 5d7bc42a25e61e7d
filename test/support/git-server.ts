import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A host of git repositories on this machine that wants a token. */
export interface GitServer {
  readonly address: string;
  /** The Authorization headers that came, decoded: "Bearer TOKEN" or "USER:PASSWORD"; empty for none. */
  readonly seen: string[];
  /** From now on, this token and no other. */
  accept(token: string): void;
  close(): Promise<void>;
}

function credentialsOf({ headers: { authorization = '' } }: IncomingMessage): string {
  const [, basic] = /^Basic (.+)$/.exec(authorization) ?? [];
  return basic === undefined ? authorization : Buffer.from(basic, 'base64').toString();
}

/**
 * Serves the repositories in a folder with git's own `git http-backend` (CGI, RFC 3875), to whoever brings the token.
 *
 * @param folder holds one bare repository, `notes.git`, after this
 */
export async function startGitServer(folder: string, firstToken: string): Promise<GitServer> {
  let accepted = firstToken;
  const seen: string[] = [];
  const repository = join(folder, 'notes.git');
  spawnSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', repository]);
  spawnSync('git', ['-C', repository, 'config', 'http.receivepack', 'true']);

  const server = createServer((request, response) => {
    const credentials = credentialsOf(request);
    seen.push(credentials);
    if (credentials !== `Bearer ${accepted}` && credentials.split(':')[1] !== accepted) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    const env = {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      REMOTE_USER: 'tester',
      ...(request.headers['content-encoding'] === undefined
        ? {}
        : { HTTP_CONTENT_ENCODING: request.headers['content-encoding'] }),
    };
    const backend = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
    request.pipe(backend.stdin);
    const pieces: Buffer[] = [];
    backend.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    backend.on('close', () => {
      const answer = Buffer.concat(pieces);
      const end = answer.indexOf('\r\n\r\n');
      const headers = answer
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line) => line.split(': ') as [string, string]);
      const status = Number(headers.find(([name]) => name === 'Status')?.[1].slice(0, 3) ?? 200);
      response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== 'Status'))).end(answer.subarray(end + 4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    accept: (token) => void (accepted = token),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
