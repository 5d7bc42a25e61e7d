import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { expect } from 'chai';

import { createDpopKey } from '../support/dpop-key.ts';
import { startTokenIssuer } from '../support/token-issuer.ts';
import type { TokenIssuer } from '../support/token-issuer.ts';

const API = 'urn:countersign:example:notes';

describe('the example API (examples/api), as a process', () => {
  let issuer: TokenIssuer;
  let api: ChildProcess;
  let base: string;
  const output: string[] = [];

  before(async () => {
    issuer = await startTokenIssuer();
    api = spawn(
      process.execPath,
      ['--conditions=countersign-source', 'examples/api/main.ts', '--port', '0', '--issuer', issuer.issuer],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const lines = createInterface({ input: api.stdout! });
    lines.on('line', (line) => output.push(line));
    const [ready] = (await once(lines, 'line')) as [string];
    const port = /http:\/\/localhost:(\d+)/.exec(ready)?.[1];
    base = `http://127.0.0.1:${port}`;
  });
  after(async () => {
    api.kill('SIGKILL');
    await issuer.close();
  });

  const sign = (scope: string, claims: object = {}): Promise<string> => issuer.sign({ aud: API, scope, ...claims });

  async function call(
    method: string,
    path: string,
    token?: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(`${base}${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body }),
    });
  }

  it('says what it is', async () => {
    const answer = await call('GET', '/');
    expect(answer.status).to.equal(200);
    expect(await answer.text()).to.contain('GET /notes');
    expect(output[0]).to.contain('ready').and.to.contain(issuer.issuer);
  });

  it('keeps notes for each person apart', async () => {
    const alice = await sign('notes:read notes:write');
    const bob = await sign('notes:read notes:write', { sub: 'bob' });
    expect((await call('POST', '/notes', alice, '{"text":"milk"}')).status).to.equal(201);
    const { notes } = (await (await call('GET', '/notes', alice)).json()) as { notes: { text: string }[] };
    expect(notes.map(({ text }) => text)).to.deep.equal(['milk']);
    expect(await (await call('GET', '/notes', bob)).json()).to.deep.equal({ notes: [] });
  });

  it('demands the scope of each operation', async () => {
    const reader = await sign('notes:read', { auth_time: Math.floor(Date.now() / 1000) });
    expect((await call('POST', '/notes', reader, '{"text":"milk"}')).status).to.equal(403);
    expect((await call('DELETE', '/notes', reader)).status).to.equal(403);
    expect((await call('GET', '/notes', await sign('notes:write'))).status).to.equal(403);
    expect((await call('GET', '/notes')).status).to.equal(401);
    expect((await call('GET', '/notes', await issuer.sign())).status, 'a token for another API').to.equal(401);
  });

  it('purges only after a fresh authentication (RFC 9470)', async () => {
    const writer = await sign('notes:write', { sub: 'carol' });
    await call('POST', '/notes', writer, '{"text":"milk"}');
    const at = Math.floor(Date.now() / 1000);
    const stale = await call('DELETE', '/notes', await sign('notes:purge', { sub: 'carol', auth_time: at - 3600 }));
    expect(stale.status).to.equal(401);
    expect(stale.headers.get('www-authenticate')).to.match(/error="insufficient_user_authentication".*max_age="300"/);
    const fresh = await call('DELETE', '/notes', await sign('notes:purge', { sub: 'carol', auth_time: at }));
    expect([fresh.status, await fresh.json()]).to.deep.equal([200, { purged: 1 }]);
  });

  it('is reached by both names of this machine with DPoP', async () => {
    const key = await createDpopKey();
    const token = await sign('notes:read', { cnf: { jkt: key.jkt } });
    for (const origin of [base, base.replace('127.0.0.1', 'localhost')]) {
      const dpop = await key.prove({ method: 'GET', url: `${origin}/notes`, token });
      const answer = await fetch(`${origin}/notes`, { headers: { authorization: `DPoP ${token}`, dpop } });
      expect(answer.status, origin).to.equal(200);
    }
  });

  it('answers bad bodies, methods and paths with problem details', async () => {
    const token = await sign('notes:write');
    const answers = [
      [400, await call('POST', '/notes', token, '{"text":')],
      [400, await call('POST', '/notes', token, '{"text":7}')],
      [413, await call('POST', '/notes', token, JSON.stringify({ text: 'x'.repeat(70_000) }))],
      [415, await call('POST', '/notes', token, 'text=milk', { 'content-type': 'application/x-www-form-urlencoded' })],
      [405, await call('PUT', '/notes', token)],
      [404, await call('GET', '/nowhere', token)],
    ] as const;
    for (const [status, answer] of answers) {
      expect(answer.status).to.equal(status);
      expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/);
      expect(await answer.json()).to.include({ status });
    }
  });

  it('logs refusals without the token, and ends when it is told to', async () => {
    const token = await sign('notes:read', { exp: 1 });
    await call('GET', '/notes', token);
    api.kill('SIGTERM');
    const [code] = (await once(api, 'exit')) as [number | null];
    expect(code).to.equal(0);
    expect(output.join('\n')).to.contain('"code":"token_expired"').and.not.to.contain(token);
  });
});
