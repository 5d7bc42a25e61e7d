import { expect } from 'chai';

import { askForCode, poll, refresh } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { readAnswers, sendBytes } from '../support/raw-http.ts';
import type { RawAnswer } from '../support/raw-http.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const MAX_BODY = 56 * 1024;

describe('a body in chunks (RFC 9112, section 7.1) is read like any other, where tokens are looked at before the engine does', () => {
  let server: ServerProcess;

  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  async function pair(): Promise<{ readonly access: string; readonly refresh: unknown }> {
    const pending = await askForCode(server.issuer);
    const alice = createPerson(server.issuer);
    await alice.signIn();
    await alice.decide(pending.user_code, 'approve');
    const { body } = await poll(server.issuer, pending.device_code);
    return { access: String(body.access_token), refresh: body.refresh_token };
  }

  /** Sends a form in chunks of one size, each in a write of its own or all in one. */
  async function send(path: string, form: string, size: number, together = false, more = ''): Promise<RawAnswer[]> {
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n`;
    const chunks = form.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    const pieces = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`);
    const last = `0\r\n\r\n${more}`;
    const close = more === '' ? 'Connection: close\r\n' : '';
    const all = [`${head}${close}\r\n`, ...pieces, last];
    const writes = together ? [all.join('')] : all;
    return readAnswers(
      await sendBytes(
        server.port,
        writes.map((text) => Buffer.from(text)),
      ),
      ['POST', 'GET'],
    );
  }

  for (const [what, size, together] of [
    ['one chunk', 100_000, false],
    ['one chunk, all in one write', 100_000, true],
    ['chunks of 100 bytes', 100, false],
    ['chunks of one byte, all in one write', 1, true],
  ] as const) {
    it(`${what}: an access token is revoked, and its device with it`, async () => {
      const tokens = await pair();
      const [answer] = await send('/revoke', `client_id=console&token=${tokens.access}`, size, together);
      expect(answer).to.include({ status: 200, body: '' });
      expect((await refresh(server.issuer, tokens.refresh)).body.error).to.equal('invalid_grant');
    });
  }

  it('a client that may not introspect hears so, and nothing about the kind of token', async () => {
    const { access } = await pair();
    const [answer] = await send('/introspect', `client_id=console&token=${access}`, 200);
    expect(JSON.parse(answer?.body ?? '')).to.include({ error: 'invalid_client' });
  });

  it('the next request on the same connection is answered as well', async () => {
    const { access } = await pair();
    const next = 'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const answers = await send('/revoke', `client_id=console&token=${access}`, 50, false, next);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
  });

  it('a body over the limit is refused, in chunks as with its length, and one at the limit is not', async () => {
    const form = 'client_id=console&token=x&pad=';
    for (const [length, status] of [
      [MAX_BODY, 200],
      [MAX_BODY + 1, 400],
    ] as const) {
      const [answer] = await send('/revoke', form.padEnd(length, 'x'), 4096);
      expect(answer?.status, `${length} bytes`).to.equal(status);
    }
  });

  it('a body that is empty, or never ends, holds up nobody', async () => {
    const [empty] = await send('/revoke', '', 1);
    expect(empty?.status).to.equal(400);
    const begun =
      'POST /revoke HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ntoken\r\n';
    await sendBytes(server.port, [Buffer.from(begun)], { hangUp: true });
    expect((await fetch(`${server.issuer}/health/live`)).status).to.equal(200);
    expect(server.events().filter(({ level }) => level === 'error')).to.deep.equal([]);
  });
});
