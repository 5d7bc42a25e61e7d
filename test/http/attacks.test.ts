import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { parseDocument } from 'yaml';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { createDpopKey } from '../support/dpop-key.ts';
import { askForCode, poll, post, refresh } from '../support/http-console.ts';
import type { Parameters, Pending } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const FORM = 'Content-Type: application/x-www-form-urlencoded';

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).once('error', reject);
  });
}

/** Sends a request in pieces. @returns the whole answer */
async function sendRaw(port: number, pieces: readonly string[], pause = 20): Promise<string> {
  const socket = await open(port);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  await closed;
  return answer;
}

async function pair(
  server: ServerProcess,
  person: [string, string] = ['alice', 'wonderland'],
  scope = 'openid notes:read notes:write',
): Promise<Record<string, unknown>> {
  const pending = await askForCode(server.issuer, { scope });
  const browser = createPerson(server.issuer);
  await browser.signIn(...person);
  await browser.decide(pending.user_code, 'approve');
  return (await poll(server.issuer, pending.device_code)).body;
}

describe('attacks', () => {
  let roomy: ConfigFolder;
  let server: ServerProcess;

  before(async () => {
    roomy = await copyConfigFolder();
    await roomy.change('clients.yaml', (file) => file.setIn(['clients', 0, 'devices', 'max'], 1000)); // one person pairs a device for each test
    server = await startServer({ config: roomy.path });
  });
  after(async () => {
    await server.stop();
    await roomy.remove();
  });

  it('a request that is never finished holds up nobody else', async () => {
    const sockets = await Promise.all(
      ['/revoke', '/introspect', '/token', '/sign-in'].map(async (path) => {
        const socket = await open(server.port);
        socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\n${FORM}\r\nContent-Length: 100\r\n\r\ntoken=`);
        return socket;
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    const reply = await fetch(`${server.issuer}/health/live`, { signal: AbortSignal.timeout(2000) });
    expect(reply.status).to.equal(200);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await fetch(`${server.issuer}/health/live`)).status).to.equal(200);
    expect(
      server.events().filter(({ level }) => level === 'error'),
      'and is no fault of ours',
    ).to.deep.equal([]);
  });

  it('a request that comes in many pieces is read like any other', async () => {
    const { access_token: token } = await pair(server);
    const body = `client_id=console&token=${String(token)}`;
    const head = `POST /revoke HTTP/1.1\r\nHost: x\r\n${FORM}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
    const answer = await sendRaw(server.port, [head, ...(body.match(/[\s\S]{1,97}/g) ?? [])], 5);
    expect(answer).to.match(/^HTTP\/1\.1 200/);
  });

  it('a body over the limit stalls nobody who comes after on its connection', async () => {
    for (const path of ['/sign-in', '/token']) {
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\n${FORM}\r\nTransfer-Encoding: chunked\r\n\r\n`;
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
      const next = 'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
      const answer = await sendRaw(server.port, [head, chunk, chunk, chunk, '0\r\n\r\n', next]);
      expect(answer, path)
        .to.match(/^HTTP\/1\.1 400/)
        .and.include('{"status":"live"}');
    }
  });

  it('a slash at the end leads around nothing', async () => {
    const request = { client_id: 'console', scope: 'notes:read' };
    expect((await post(`${server.issuer}/device_authorization/`, request, { DPoP: 'not.a.proof' })).body.error).to.equal(
      'invalid_dpop_proof',
    );
    expect((await fetch(`${server.issuer}/token/`)).status).to.equal(405);
    const { access_token: token } = await pair(server);
    expect((await post(`${server.issuer}/revoke/`, { client_id: 'console', token: String(token) })).status).to.equal(200);
  });

  it('signing out with a form that is none of this session is not said to have worked', async () => {
    const alice = createPerson(server.issuer);
    await alice.signIn();
    expect((await alice.submit('/sign-out', { csrf: 'forged' })).status).to.equal(403);
    expect((await alice.open('/device')).url).to.equal(`${server.issuer}/device`);
  });

  it('a client does not revoke what belongs to another, and is told (RFC 7009, section 2.1)', async () => {
    const tokens = await pair(server);
    const answer = await post(`${server.issuer}/revoke`, { client_id: 'console-bearer', token: String(tokens.refresh_token) });
    expect(answer.body.error).to.equal('invalid_request');
    expect((await refresh(server.issuer, tokens.refresh_token)).status).to.equal(200);
  });

  it('bytes that are no HTTP are no fault of ours', async () => {
    await sendRaw(server.port, ['GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\nGET /\x7f HTTP/1.1\r\nHost: x\r\n\r\n']);
    expect(server.events().filter(({ level }) => level === 'error')).to.deep.equal([]);
  });

  it('a request target that is a whole address of somebody else moves nothing of ours there', async () => {
    const key = await createDpopKey();
    const { device_code: deviceCode } = await askForCode(server.issuer);
    const proof = await key.prove({ method: 'POST', url: 'http://evil.example/token', token: '' }, { ath: undefined });
    const body = `grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=console&device_code=${deviceCode}`;
    const head = `POST http://evil.example/token HTTP/1.1\r\nHost: evil.example\r\nDPoP: ${proof}\r\n${FORM}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
    expect(await sendRaw(server.port, [head + body])).to.include('invalid_dpop_proof');
    const discovery = await sendRaw(server.port, [
      'GET http://evil.example/.well-known/oauth-authorization-server HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    ]);
    expect(discovery).to.include(`"token_endpoint":"${server.issuer}/token"`).and.not.include('evil.example');
  });

  it('a DPoP proof from a clock that is ahead is good once, for as long as it is good at all', async () => {
    const key = await createDpopKey();
    const soon = Math.floor(Date.now() / 1000) + 250;
    const proof = await key.prove({ method: 'POST', url: `${server.issuer}/token`, token: '' }, { ath: undefined, iat: soon });
    const headers = { DPoP: proof };
    const pending = await askForCode(server.issuer);
    const alice = createPerson(server.issuer);
    await alice.signIn();
    await alice.decide(pending.user_code, 'approve');
    const { body } = await poll(server.issuer, pending.device_code, {}, headers);
    expect(body.token_type).to.equal('DPoP');
    expect((await refresh(server.issuer, body.refresh_token, {}, headers)).body.error).to.equal('invalid_dpop_proof');
  });

  it('an approval that falls into the middle of a poll burns no code', async () => {
    const alice = createPerson(server.issuer);
    await alice.signIn();
    for (let round = 0; round < 15; round += 1) {
      const pending = await askForCode(server.issuer);
      await alice.lookUp(pending.user_code);
      const approval = alice.submit('/device/decision', { decision: 'approve' });
      const crossing = Promise.all(Array.from({ length: 8 }, () => poll(server.issuer, pending.device_code)));
      const answers = [...(await crossing), (await approval, await poll(server.issuer, pending.device_code))];
      const statuses = answers.map(({ status }) => status);
      expect(
        statuses.filter((status) => status === 200),
        JSON.stringify(answers.map(({ body }) => body.error)),
      ).to.have.length(1);
    }
  });

  it('a wrong resource at redemption does not burn the code', async () => {
    const pending = await askForCode(server.issuer);
    const alice = createPerson(server.issuer);
    await alice.signIn();
    await alice.decide(pending.user_code, 'approve');
    expect((await poll(server.issuer, pending.device_code, { resource: 'urn:example:other' })).body.error).to.equal(
      'invalid_target',
    );
    expect((await poll(server.issuer, pending.device_code)).status).to.equal(200);
  });

  it('a refresh asks for no more than was approved: no other scope, no other API', async () => {
    const tokens = await pair(server, ['bob', 'builder']);
    expect((await refresh(server.issuer, tokens.refresh_token, { scope: 'notes:read notes:write' })).body.error).to.equal(
      'invalid_scope',
    );
    expect((await refresh(server.issuer, tokens.refresh_token, { resource: 'urn:example:other' })).body.error).to.equal(
      'invalid_target',
    );
    const narrower = await refresh(server.issuer, tokens.refresh_token, { scope: 'notes:read' });
    expect(narrower.body.scope).to.equal('notes:read');
  });

  it('who knows a device by its id, as every API does, cannot feign the reuse that would end it', async () => {
    const [mine, theirs] = [await pair(server), await pair(server, ['bob', 'builder'])];
    const { device_id: deviceId } = decodeJwt(String(theirs.access_token));
    const own = String(mine.refresh_token);
    const id = String(deviceId);
    expect(String(theirs.refresh_token), 'a token names its device').to.match(new RegExp(`^${id}`));
    for (const forged of [
      id + own.slice(id.length),
      id + randomBytes(48).toString('base64url').slice(0, 65),
      String(theirs.refresh_token).slice(0, -22) + own.slice(-22),
      id,
    ]) {
      expect((await refresh(server.issuer, forged)).body.error).to.equal('invalid_grant');
      await post(`${server.issuer}/revoke`, { client_id: 'console', token: forged });
    }
    expect((await refresh(server.issuer, theirs.refresh_token)).status).to.equal(200);
  });

  it('a user code in the path reaches no log', async () => {
    for (const path of ['/device/BCDFGHJK', '/device/BCDF-GHJK', '/device/BCDF%2DGHJK', '/device/bcdf%20ghjk'])
      await fetch(`${server.issuer}${path}`);
    expect(server.output()).not.to.match(/BCDF(-|%2D|%20)?GHJK/i);
  });

  it('fifty kilobytes of parameters leave no fifty kilobytes behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
    const file = join(folder, 'countersign.db');
    const own = await startServer({ storage: `sqlite:${file}` });
    for (let request = 0; request < 40; request += 1)
      await askForCode(own.issuer, { login_hint: 'x'.repeat(50_000), device_name: 'y'.repeat(1000) });
    await own.stop();
    expect((await stat(file)).size).to.be.lessThan(500_000);
    await rm(folder, { recursive: true });
  });

  describe('with settings that changed since the approval', () => {
    let folder: string;
    let config: string;
    let own: ServerProcess;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'countersign-'));
      config = join(folder, 'config');
      await cp(join(import.meta.dirname, '../../config'), config, { recursive: true });
      own = await startServer({ storage: `sqlite:${join(folder, 'countersign.db')}`, config });
    });
    afterEach(async () => {
      await own.stop();
      await rm(folder, { recursive: true });
    });

    async function restartWith(file: string, path: readonly (string | number)[], value: unknown): Promise<void> {
      const { port } = own;
      await own.stop();
      const document = parseDocument(await readFile(join(config, file), 'utf8'));
      document.setIn(path, value);
      await writeFile(join(config, file), document.toString());
      own = await startServer({ storage: `sqlite:${join(folder, 'countersign.db')}`, config, port });
    }

    it('a role that was taken away is gone at the next refresh', async () => {
      const tokens = await pair(own);
      await restartWith('accounts.yaml', ['accounts', 0, 'roles'], ['viewer']);
      const { body } = await refresh(own.issuer, tokens.refresh_token);
      expect(body.scope).to.equal('notes:read');
      expect(decodeJwt(String(body.access_token)).scope).to.equal('notes:read');
    });

    it('a scope that was taken from the client is gone at the next refresh', async () => {
      const tokens = await pair(own);
      await restartWith('clients.yaml', ['clients', 0, 'scopes'], ['notes:write']);
      expect((await refresh(own.issuer, tokens.refresh_token)).body.scope).to.equal('notes:write');
    });

    it('a client that may not refresh any more gets nothing for the tokens it has, on either road', async () => {
      const tokens = await pair(own);
      await restartWith('clients.yaml', ['clients', 0, 'grants'], ['device_code']);
      const roads: readonly Parameters[] = [{}, { trace: 'x' }];
      for (const road of roads) {
        const { status, body } = await refresh(own.issuer, tokens.refresh_token, road);
        expect([status, body.error]).to.deep.equal([400, 'unauthorized_client']);
      }
    });

    it('a locked person gets nothing: not for an approved code, not at a refresh (CVE-2026-88770 elsewhere)', async () => {
      const alice = createPerson(own.issuer);
      await alice.signIn();
      const taken: { readonly pending: Pending; readonly tokens: Readonly<Record<string, unknown>> }[] = [];
      for (const scope of ['openid notes:read', 'notes:read']) {
        const tokens = await pair(own, undefined, scope);
        const pending = await askForCode(own.issuer, { scope });
        await alice.decide(pending.user_code, 'approve');
        taken.push({ pending, tokens });
      }
      await restartWith('accounts.yaml', ['accounts', 0, 'locked'], true);
      for (const { pending, tokens } of taken) {
        const redeemed = await poll(own.issuer, pending.device_code);
        expect(redeemed.body.error, `${redeemed.status} ${JSON.stringify(redeemed.body)} ${own.output()}`).to.equal(
          'access_denied',
        );
        expect((await refresh(own.issuer, tokens.refresh_token)).body.error).to.equal('invalid_grant');
      }
      expect((await alice.open('/device')).url).to.include('/sign-in');
    });

    it('a locked person gets nothing where a lock ends no devices either, and goes on when the lock is gone', async () => {
      await restartWith('countersign.yaml', ['web_session', 'consoles_end_on'], []);
      const tokens = await pair(own);
      const pending = await askForCode(own.issuer, { scope: 'notes:read' });
      const alice = createPerson(own.issuer);
      await alice.signIn();
      await alice.decide(pending.user_code, 'approve');
      await restartWith('accounts.yaml', ['accounts', 0, 'locked'], true);
      const roads: readonly Parameters[] = [{}, { trace: 'x' }];
      for (const road of roads) {
        expect((await poll(own.issuer, pending.device_code, road)).body.access_token).to.equal(undefined);
        expect((await refresh(own.issuer, tokens.refresh_token, road)).body.error).to.equal('invalid_grant');
      }
      await restartWith('accounts.yaml', ['accounts', 0, 'locked'], false);
      expect((await refresh(own.issuer, tokens.refresh_token)).status).to.equal(200);
    });
  });
});
