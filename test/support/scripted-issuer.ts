import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it came in. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
  readonly body: string;
  /** Milliseconds, monotonic. */
  readonly at: number;
}

/** What is done with one request: an answer, or something that is none. */
export type Act = (request: SeenRequest, response: ServerResponse) => void;

/** What the issuer plays. Each list is played in order, one act per request; the last act is repeated. */
export interface Script {
  readonly metadata?: (issuer: string) => object;
  readonly discovery?: readonly Act[];
  readonly deviceAuthorization?: readonly Act[];
  /** Answers to the device grant. */
  readonly poll?: readonly Act[];
  readonly refresh?: readonly Act[];
  readonly revoke?: readonly Act[];
  /** Anything below /api. */
  readonly api?: readonly Act[];
}

/** A real HTTP server on a free port of this machine that answers by script and remembers what it was asked. */
export interface ScriptedIssuer {
  readonly issuer: string;
  readonly seen: SeenRequest[];
  /** What came in at one path. */
  at(path: string): SeenRequest[];
  /** Plays another script from now on. */
  play(script: Script): void;
  close(): Promise<void>;
}

/** Answers with JSON. */
export function json(status: number, body: object, headers: Record<string, string> = {}): Act {
  return (_request, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers })
      .end(JSON.stringify(body));
}

export const oauthError = (error: string, status = 400, headers: Record<string, string> = {}): Act =>
  json(status, { error, error_description: `scripted ${error}` }, headers);
export const pending = oauthError('authorization_pending');
export const slowDown = oauthError('slow_down');

/** A page of a proxy that cannot reach the server. */
export const badGateway: Act = (_request, response) =>
  response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>');

/** The sign-in page of a hotel. */
export const captivePortal: Act = (_request, response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome!</html>');

export const tooMany = (seconds: number): Act => json(429, { message: 'slow' }, { 'retry-after': String(seconds) });

/** Cuts the connection without an answer. */
export const reset: Act = (request, response) => void (request.body, response.socket?.resetAndDestroy());

/** Never answers. */
export const hang: Act = () => undefined;

/** Cuts the connection in the middle of the answer. */
export const torn: Act = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"access_token": "AT');
  setTimeout(() => response.socket?.resetAndDestroy(), 20);
};

/** A token answer; the names of the tokens say where they come from. */
export function tokens(name: string, more: object = {}): Act {
  return json(200, {
    access_token: `at-${name}`,
    token_type: 'Bearer',
    expires_in: 600,
    refresh_token: `rt-${name}`,
    scope: 'notes:read',
    ...more,
  });
}

/** Demands a DPoP proof with this nonce first, then does `then`. */
export function needsNonce(nonce: string, then: Act): Act {
  return (request, response) => {
    if (readProof(request)?.nonce === nonce) then(request, response);
    else oauthError('use_dpop_nonce', 400, { 'dpop-nonce': nonce })(request, response);
  };
}

/** The claims of the DPoP proof of a request, and the thumbprint of its key; undefined without a proof. */
export function readProof(
  request: SeenRequest,
): { htm: string; htu: string; ath?: string; nonce?: string; iat: number; jti: string; jkt: string } | undefined {
  const proof = request.headers.dpop;
  if (typeof proof !== 'string') return undefined;
  const [header, claims] = proof
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as never);
  const { jwk } = header as unknown as { jwk: { crv: string; kty: string; x: string; y: string } };
  const jkt = createHash('sha256')
    .update(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }))
    .digest('base64url');
  return { ...(claims as unknown as { htm: string; htu: string; iat: number; jti: string }), jkt };
}

/** An ID token as an issuer would sign it. */
export function idToken(issuer: string, claims: object, clientId = 'console'): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Math.floor(Date.now() / 1000);
  const parts = [
    { alg: 'ES256', typ: 'JWT' },
    { iss: issuer, aud: clientId, iat: now, exp: now + 600, jti: randomUUID(), ...claims },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const signature = sign('sha256', Buffer.from(parts.join('.')), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return [...parts, signature.toString('base64url')].join('.');
}

/** The answer to a device authorization request. */
export function code(more: object = {}): Act {
  return (request, response) =>
    json(200, {
      device_code: 'device-code-SECRET-0123456789',
      user_code: 'WDJB-MJHT',
      verification_uri: `http://${request.headers.host ?? ''}/device`,
      verification_uri_complete: `http://${request.headers.host ?? ''}/device?user_code=WDJB-MJHT`,
      expires_in: 60,
      interval: 1,
      ...more,
    })(request, response);
}

export const plainMetadata = (issuer: string): Record<string, unknown> => ({
  issuer,
  device_authorization_endpoint: `${issuer}/device_authorization`,
  token_endpoint: `${issuer}/token`,
  revocation_endpoint: `${issuer}/revoke`,
  grant_types_supported: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
  code_challenge_methods_supported: ['S256'],
  id_token_signing_alg_values_supported: ['ES256'],
});

export const dpopMetadata = (issuer: string): Record<string, unknown> => ({
  ...plainMetadata(issuer),
  dpop_signing_alg_values_supported: ['ES256'],
});

/** Starts an issuer. */
export async function startScriptedIssuer(first: Script = {}): Promise<ScriptedIssuer> {
  let script = first;
  let played = new Map<string, number>();
  const seen: SeenRequest[] = [];

  const server = createServer((request, response) => {
    void receive(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const path = new URL(request.url ?? '/', issuer).pathname;
    const asked: SeenRequest = {
      method: request.method ?? '',
      path,
      headers: request.headers,
      form: new URLSearchParams(body),
      body,
      at: performance.now(),
    };
    seen.push(asked);
    const [name, acts] = actsFor(asked);
    const count = played.get(name) ?? 0;
    played.set(name, count + 1);
    const act = acts[Math.min(count, acts.length - 1)];
    if (act === undefined) response.writeHead(404).end();
    else act(asked, response);
  }

  function actsFor({ path, form }: SeenRequest): [name: string, acts: readonly Act[]] {
    if (path.includes('/.well-known/'))
      return ['discovery', script.discovery ?? [json(200, (script.metadata ?? plainMetadata)(issuer))]];
    if (path === '/device_authorization') return ['code', script.deviceAuthorization ?? [code()]];
    if (path === '/token' && form.get('grant_type') === 'refresh_token')
      return ['refresh', script.refresh ?? [tokens('refreshed')]];
    if (path === '/token') return ['poll', script.poll ?? [tokens('first')]];
    if (path === '/revoke') return ['revoke', script.revoke ?? [(_request, response) => response.writeHead(200).end()]];
    if (path.startsWith('/api')) return ['api', script.api ?? [json(200, { hello: 'world' })]];
    return ['nothing', []];
  }

  return {
    issuer,
    seen,
    at: (path) => seen.filter((request) => request.path === path),
    play(next) {
      script = next;
      played = new Map();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
