import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import { ON_A_TERMINAL } from '../support/console/on-a-terminal.ts';
import type { TestConsole } from '../support/run-console.ts';
import { badGateway, code, dpopMetadata, json, readProof, reset, tokens } from '../support/scripted-issuer.ts';
import type { Act, ScriptedIssuer } from '../support/scripted-issuer.ts';

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

describe('handing out tokens and calling APIs (RFC 6750, RFC 9449)', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage));

  async function login(kind: 'Bearer' | 'DPoP', api: readonly Act[] = [json(200, { hello: 'world' })]): Promise<void> {
    const refresh = [tokens('new', { token_type: kind })];
    const poll = [tokens('old', { token_type: kind })];
    server.play({ metadata: dpopMetadata, deviceAuthorization: [code({ interval: 0.1 })], poll, refresh, api });
    expect((await terminal.run(['login'])).code).to.equal(0);
  }

  describe('countersign token', () => {
    it('prints a bearer token into a pipe, and nothing else', async () => {
      await login('Bearer');
      expect(await terminal.run(['token'])).to.deep.include({ code: 0, stdout: 'at-old\n', stderr: '' });
      expect((await terminal.run(['token', '--header'])).stdout).to.equal('Authorization: Bearer at-old\n');
    });

    it('does not show it on a screen unless told to', async () => {
      await login('Bearer');
      const onScreen = (args: string): Promise<{ stdout: string; code: number }> =>
        terminal.run(args.split(' '), { wrapper: ON_A_TERMINAL });
      const refused = await onScreen('token');
      expect(refused.stdout).to.include('Refused to show a token on a screen').and.not.include('at-old');
      expect(refused.code).to.equal(2);
      expect((await onScreen('token --show')).stdout).to.include('at-old');
    });

    it('does not pass a DPoP token off as a bearer token', async () => {
      await login('DPoP');
      const run = await terminal.run(['token']);
      expect(run).to.include({ code: 2, stdout: '' });
      expect(run.stderr).to.include('must not pass for a bearer token');
      expect((await terminal.run(['token', '--header'])).code).to.equal(2);
    });

    it('prints both headers of one request for a DPoP token (RFC 9449, section 7.1)', async () => {
      await login('DPoP');
      const run = await terminal.run(['token', '--header', '--url', 'https://api.example/notes?page=2#top', '--method', 'post']);
      const [authorization, proof] = run.stdout.trimEnd().split('\n');
      expect(authorization).to.equal('Authorization: DPoP at-old');
      const dpop = proof!.replace('DPoP: ', '');
      const claims = readProof({ headers: { dpop } } as never);
      expect(claims).to.include({ htm: 'POST', htu: 'https://api.example/notes', ath: hashOf('at-old') });
    });

    it('names a DPoP token as what it is in JSON', async () => {
      await login('DPoP');
      expect((await terminal.run(['token', '--json'])).events[0]).to.include({ access_token: 'at-old', token_type: 'DPoP' });
    });
  });

  describe('countersign api', () => {
    it('sends the token and gives the body, unchanged', async () => {
      await login('Bearer', [(_request, response) => response.writeHead(200).end(Buffer.from([0x66, 0xc3, 0xbc, 0x0a]))]);
      const run = await terminal.run(['api', 'GET', `${server.issuer}/api/notes`]);
      expect(run).to.include({ code: 0, stdout: 'fü\n', stderr: '' });
      expect(server.at('/api/notes')[0]!.headers.authorization).to.equal('Bearer at-old');
    });

    it('sends data and headers, and no header that would replace the token', async () => {
      await login('Bearer');
      const address = `${server.issuer}/api/notes`;
      await terminal.run([
        'api',
        'post',
        address,
        '--data',
        '{"a": 1}',
        '--header',
        'X-One: 1',
        '--header',
        'Accept: text/plain',
      ]);
      await terminal.run(['api', 'PUT', address, '--data', '-'], { stdin: 'from the pipe' });
      const [first, second] = server.at('/api/notes');
      expect(first).to.include({ method: 'POST', body: '{"a": 1}' });
      expect(first!.headers).to.include({ 'content-type': 'application/json', 'x-one': '1', accept: 'text/plain' });
      expect(second).to.include({ method: 'PUT', body: 'from the pipe' });
      expect((await terminal.run(['api', 'GET', address, '--header', 'Authorization: Bearer mine'])).code).to.equal(2);
      expect((await terminal.run(['api', 'GET', address, '--header', 'nonsense'])).code).to.equal(2);
    });

    it('proves its key for each request: method, address, token and the nonce of the API (RFC 9449, sections 4.2 and 9)', async () => {
      const challenge = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n-api' };
      await login('DPoP', [json(401, {}, challenge), json(200, {})]);
      expect((await terminal.run(['api', 'DELETE', `${server.issuer}/api/notes/1?x=y`])).code).to.equal(0);
      const [first, second] = server.at('/api/notes/1').map((request) => readProof(request)!);
      expect(first).to.include({ htm: 'DELETE', htu: `${server.issuer}/api/notes/1`, ath: hashOf('at-old') });
      expect(second).to.include({ nonce: 'n-api', ath: hashOf('at-old') });
      expect(second!.jti).not.to.equal(first!.jti);
    });

    it('dates its proof by the clock of the API when that refuses it', async () => {
      const later = { 'www-authenticate': 'DPoP error="invalid_dpop_proof"', date: new Date(Date.now() + 600_000).toUTCString() };
      await login('DPoP', [json(401, {}, later), json(200, {})]);
      expect((await terminal.run(['api', 'GET', `${server.issuer}/api/x`])).code).to.equal(0);
      expect(readProof(server.at('/api/x')[1]!)!.iat - Date.now() / 1000).to.be.within(590, 605);
    });

    it('renews a token that the API refuses, once, and tries again', async () => {
      const refused = json(401, {}, { 'www-authenticate': 'DPoP error="invalid_token"' });
      await login('DPoP', [refused, json(200, {})]);
      expect((await terminal.run(['api', 'GET', `${server.issuer}/api/x`])).code).to.equal(0);
      expect(server.at('/api/x').map(({ headers }) => headers.authorization)).to.deep.equal(['DPoP at-old', 'DPoP at-new']);
      expect(readProof(server.at('/api/x')[1]!)).to.include({ ath: hashOf('at-new') });
    });

    it('gives up with exit code 4 when the API refuses the new token too', async () => {
      await login('Bearer', [json(401, { error: 'no' })]);
      const run = await terminal.run(['api', 'GET', `${server.issuer}/api/x`]);
      expect(run).to.include({ code: 4, stdout: '{"error":"no"}' });
      expect(server.at('/api/x')).to.have.length(2);
    });

    const outcomes: readonly (readonly [name: string, act: Act, exit: number])[] = [
      ['403', json(403, {}), 1],
      ['404', json(404, {}), 1],
      ['429', json(429, {}), 7],
      ['502', badGateway, 7],
      ['a cut connection', reset, 7],
    ];
    for (const [name, act, exit] of outcomes) {
      it(`ends with exit code ${exit} at ${name}`, async () => {
        await login('Bearer', [act]);
        const run = await terminal.run(['api', 'GET', `${server.issuer}/api/x`]);
        expect(run.code).to.equal(exit);
        expect(run.stderr).to.match(run.stdout === '' ? /^error: .*\n next: .*\n$/ : /^\nerror: .*\n next: .*\n$/);
      });
    }

    it('carries its token nowhere else: no redirect is followed, and none goes out without encryption', async () => {
      await login('Bearer', [json(302, {}, { location: `${server.issuer}/elsewhere` })]);
      const run = await terminal.run(['api', 'GET', `${server.issuer}/api/x`]);
      expect(run.code).to.equal(1);
      expect(run.stderr).to.include(`${server.issuer}/elsewhere`);
      expect(server.at('/elsewhere')).to.have.length(0);
      expect((await terminal.run(['api', 'GET', 'http://api.example/notes'])).code).to.equal(2);
      expect((await terminal.run(['api', 'GET', 'notes'])).code).to.equal(2);
    });

    it('waits for the beginning of an answer, and lets the rest take its time', async () => {
      const slowly: Act = (_request, response) => {
        response.writeHead(200).write('first ');
        setTimeout(() => response.end('last'), 1600);
      };
      await login('Bearer', [slowly]);
      const run = await terminal.run(['api', 'GET', `${server.issuer}/api/x`, '--request-timeout', '1']);
      expect(run).to.include({ code: 0, stdout: 'first last' });
    });

    it('tells a program how it went, with the answer', async () => {
      await login('Bearer', [json(404, { code: 'gone' })]);
      const run = await terminal.run(['api', 'GET', `${server.issuer}/api/x`, '--json']);
      expect(run.events[0]).to.deep.include({
        ok: false,
        command: 'api',
        response: { status: 404, content_type: 'application/json', body: { code: 'gone' } },
      });
      expect(run.code).to.equal(1);
    });

    it('asks for a login, and starts none', async () => {
      expect((await terminal.run(['api', 'GET', `${server.issuer}/api/x`])).code).to.equal(4);
      expect(server.seen).to.have.length(0);
    });
  });
});
