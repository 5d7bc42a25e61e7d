import { connect } from 'node:net';

import { expect } from 'chai';

import { DEVICE_CODE_GRANT, askForCode, poll, post } from '../support/http-console.ts';
import type { Parameters } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const ENDPOINTS = ['/device_authorization', '/token', '/revoke', '/introspect'] as const;

describe('bad input at the endpoints of programs: an OAuth error each time (RFC 6749, section 5.2)', () => {
  let server: ServerProcess;

  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  afterEach('nothing was logged as our own fault', () => {
    expect(server.events().filter(({ level }) => level === 'error')).to.deep.equal([]);
  });

  async function send(
    path: string,
    init: RequestInit,
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
    const reply = await fetch(`${server.issuer}${path}`, { redirect: 'manual', ...init });
    expect(reply.headers.get('Content-Type'), path).to.match(/^application\/json/);
    return { status: reply.status, headers: reply.headers, body: (await reply.json()) as Record<string, unknown> };
  }

  for (const endpoint of ENDPOINTS) {
    it(`${endpoint}: JSON, plain text and multipart are no forms`, async () => {
      for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', 'nonsense']) {
        const { status, body } = await send(endpoint, {
          method: 'POST',
          headers: { 'Content-Type': type },
          body: '{"client_id":"console"}',
        });
        expect(status, type).to.equal(400);
        expect(body.error, type).to.equal('invalid_request');
      }
    });

    it(`${endpoint}: a body of a megabyte is refused`, async () => {
      const { status, body } = await send(endpoint, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'console', scope: 'x'.repeat(1024 * 1024) }),
      });
      expect(status).to.equal(400);
      expect(body.error).to.equal('invalid_request');
    });

    it(`${endpoint}: GET, PUT and DELETE are told what to use instead`, async () => {
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        const { status, headers, body } = await send(endpoint, { method });
        expect(status, method).to.equal(405);
        expect(headers.get('Allow'), method).to.equal('POST');
        expect(body.error, method).to.equal('invalid_request');
      }
    });

    it(`${endpoint}: a client nobody knows is invalid_client, also to a browser`, async () => {
      const { status, body } = await send(endpoint, {
        method: 'POST',
        headers: { Accept: 'text/html' },
        body: new URLSearchParams({ client_id: 'nobody' }),
      });
      expect(status).to.be.oneOf([400, 401]);
      expect(body.error).to.equal('invalid_client');
    });

    it(`${endpoint}: no body at all is an error, not a crash`, async () => {
      const { status, body } = await send(endpoint, { method: 'POST' });
      expect(status).to.equal(400);
      expect(body.error).to.equal('invalid_request');
    });
  }

  const wrongRequests: readonly { readonly what: string; readonly parameters: Parameters; readonly error: string }[] = [
    { what: 'a scope that nobody knows', parameters: { scope: 'notes:read launch:rockets' }, error: 'invalid_scope' },
    { what: 'no scope at all', parameters: { scope: '' }, error: 'invalid_scope' },
    { what: 'a scope with control characters', parameters: { scope: 'notes:read\u0000' }, error: 'invalid_scope' },
    { what: 'a scope sent twice', parameters: { scope: ['notes:read', 'notes:write'] }, error: 'invalid_request' },
    { what: 'an unknown parameter sent twice', parameters: { colour: ['red', 'blue'] }, error: 'invalid_request' },
    { what: 'an API that nobody knows', parameters: { resource: 'urn:example:other' }, error: 'invalid_target' },
    { what: 'an API that is no URI', parameters: { resource: 'notes' }, error: 'invalid_target' },
    { what: 'an API with a fragment', parameters: { resource: 'urn:countersign:example:notes#x' }, error: 'invalid_target' },
    {
      what: 'two APIs',
      parameters: { resource: ['urn:countersign:example:notes', 'urn:example:other'] },
      error: 'invalid_target',
    },
    {
      what: 'a plain PKCE challenge',
      parameters: { code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' },
      error: 'invalid_request',
    },
    { what: 'a challenge without a method', parameters: { code_challenge: 'a'.repeat(43) }, error: 'invalid_request' },
    {
      what: 'a challenge that is no hash',
      parameters: { code_challenge: 'short', code_challenge_method: 'S256' },
      error: 'invalid_request',
    },
    { what: 'a client that must use PKCE and does not', parameters: { client_id: 'console-strict' }, error: 'invalid_request' },
    { what: 'a client that must not use the device grant', parameters: { client_id: 'batch' }, error: 'invalid_client' },
  ];
  for (const { what, parameters, error } of wrongRequests) {
    it(`device authorization with ${what}: ${error}`, async () => {
      const answer = await post(`${server.issuer}/device_authorization`, {
        client_id: 'console',
        scope: 'notes:read',
        ...parameters,
      });
      expect(answer.body.error, JSON.stringify(answer.body)).to.equal(error);
      expect(answer.status).to.be.oneOf([400, 401]);
    });
  }

  it('parameters without a value are treated as absent (RFC 8628, section 3.1)', async () => {
    const pending = await askForCode(server.issuer, {
      device_name: '',
      resource: '',
      code_challenge: '',
      code_challenge_method: '',
    });
    expect(pending.user_code).to.be.a('string');
  });

  it('device names are cleaned of control and text-direction characters, and cut', async () => {
    const pending = await askForCode(server.issuer, { device_name: `a\u0007b\u202Ec\u0000d${'e'.repeat(500)}` });
    const alice = createPerson(server.issuer);
    await alice.signIn();
    const { html } = await alice.lookUp(pending.user_code);
    expect(html)
      .to.include(`abcd${'e'.repeat(60)}`)
      .and.not.include('e'.repeat(61));
    expect(html).not.to.match(/[\u0007\u202E]/);
    const cut = await askForCode(server.issuer, { device_name: `${'e'.repeat(63)}😀` });
    expect((await alice.lookUp(cut.user_code)).html, 'and no half of a character is left').not.to.include('\uFFFD');
  });

  const wrongPolls: readonly { readonly what: string; readonly parameters: Parameters; readonly error: string }[] = [
    { what: 'no device code', parameters: { device_code: '' }, error: 'invalid_request' },
    { what: 'a device code nobody was given', parameters: { device_code: 'x'.repeat(43) }, error: 'invalid_grant' },
    {
      what: 'a device code with odd characters',
      parameters: { device_code: '%00\r\n{}[]"\'<>\u{1F600}' },
      error: 'invalid_grant',
    },
    { what: 'a very long device code', parameters: { device_code: 'x'.repeat(20_000) }, error: 'invalid_grant' },
    { what: 'a grant type that does not exist', parameters: { grant_type: 'magic' }, error: 'unsupported_grant_type' },
    { what: 'a grant type that is not allowed', parameters: { grant_type: 'client_credentials' }, error: 'unauthorized_client' },
    { what: 'two device codes', parameters: { device_code: ['a', 'b'] }, error: 'invalid_request' },
    { what: 'no grant type', parameters: { grant_type: '' }, error: 'invalid_request' },
  ];
  for (const { what, parameters, error } of wrongPolls) {
    it(`a poll with ${what}: ${error}`, async () => {
      const answer = await post(`${server.issuer}/token`, {
        grant_type: DEVICE_CODE_GRANT,
        client_id: 'console',
        device_code: 'x',
        ...parameters,
      });
      expect(answer.body.error, JSON.stringify(answer.body)).to.equal(error);
      expect(answer.status).to.equal(400);
    });
  }

  it('a DPoP header that is no proof: invalid_dpop_proof', async () => {
    const { device_code: deviceCode } = await askForCode(server.issuer);
    expect((await poll(server.issuer, deviceCode, {}, { DPoP: 'not.a.proof' })).body.error).to.equal('invalid_dpop_proof');
  });

  it('a DPoP proof from a client that is set up for bearer tokens is refused, not ignored', async () => {
    const pending = await askForCode(server.issuer, { client_id: 'console-bearer' });
    const answer = await poll(server.issuer, pending.device_code, { client_id: 'console-bearer' }, { DPoP: 'not.a.proof' });
    expect(answer.body.error).to.equal('invalid_request');
  });

  it('a Host header that lies changes no address in an answer', async () => {
    const body = 'client_id=console&scope=notes%3Aread';
    const headers = [
      'Host: evil.example',
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Proto: https',
      `Content-Length: ${body.length}`,
    ];
    const request = [
      'POST /device_authorization HTTP/1.1',
      ...headers,
      'Content-Type: application/x-www-form-urlencoded',
      'Connection: close',
      '',
      body,
    ];
    const answer = await rawRequest(server.port, request.join('\r\n'));
    expect(answer).to.include(`"verification_uri":"${server.issuer}/device"`);
    expect(answer).not.to.include('evil.example');
  });

  it('something that is not HTTP gets no stack trace', async () => {
    const answer = await rawRequest(server.port, 'hello, is there anybody?\r\n\r\n');
    expect(answer).to.match(/^HTTP\/1\.1 400/);
    expect(answer).not.to.include('at ');
  });
});

function rawRequest(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
