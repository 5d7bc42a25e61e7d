import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import { startEncryptedIssuer } from '../support/console/encrypted-issuer.ts';
import type { EncryptedIssuer } from '../support/console/encrypted-issuer.ts';
import { startForwardProxy } from '../support/forward-proxy.ts';
import type { ForwardProxy } from '../support/forward-proxy.ts';
import type { TestConsole } from '../support/run-console.ts';
import { badGateway, captivePortal, code, json, oauthError, plainMetadata, tokens } from '../support/scripted-issuer.ts';
import type { Act, Script, ScriptedIssuer } from '../support/scripted-issuer.ts';

describe('an issuer that is not what it should be (RFC 8414)', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage), { namesIssuer: false });

  async function problemAt(
    issuer: string,
    script: Script = {},
  ): Promise<{ code: string | undefined; exit: number; stdout: string }> {
    server.play(script);
    const run = await terminal.run(['login', '--json', '--issuer', issuer, '--request-timeout', '2']);
    return { code: run.events.at(-1)?.error?.code, exit: run.code, stdout: run.stdout };
  }

  it('is not there', async () => {
    await server.close();
    expect(await problemAt(server.issuer)).to.include({ code: 'refused', exit: 7 });
  });

  it('speaks no TLS at that port', async () => {
    expect(await problemAt(server.issuer.replace('http:', 'https:'))).to.include({ code: 'not_tls', exit: 3 });
  });

  it('has no metadata', async () => {
    expect(await problemAt(server.issuer, { discovery: [json(404, {})] })).to.include({ code: 'issuer_metadata', exit: 3 });
    expect(await problemAt(server.issuer, { discovery: [captivePortal] })).to.include({ code: 'issuer_metadata', exit: 3 });
  });

  it('is in trouble', async () => {
    expect(await problemAt(server.issuer, { discovery: [badGateway] })).to.include({ code: 'server_trouble', exit: 7 });
  });

  it('calls itself something else (section 3.3)', async () => {
    const metadata = (issuer: string): object => ({ ...plainMetadata(issuer), issuer: 'https://other.example' });
    expect(await problemAt(server.issuer, { metadata })).to.include({ code: 'issuer_mismatch', exit: 3 });
  });

  it('describes itself as OpenID Connect Discovery says, and not as RFC 8414', async () => {
    const run = await problemAt(server.issuer, {
      discovery: [json(404, {}), json(200, plainMetadata(server.issuer))],
      deviceAuthorization: [code({ interval: 0.1 })],
    });
    expect(run.exit).to.equal(0);
    expect(server.seen.slice(0, 2).map(({ path }) => path)).to.deep.equal([
      '/.well-known/oauth-authorization-server',
      '/.well-known/openid-configuration',
    ]);
  });

  it('does not offer the device grant', async () => {
    const metadata = (issuer: string): object => ({ issuer, token_endpoint: `${issuer}/token` });
    expect(await problemAt(server.issuer, { metadata })).to.include({ code: 'no_device_grant', exit: 3 });
  });

  it('would have secrets travel without encryption', async () => {
    expect(await problemAt('http://id.example.com')).to.include({ code: 'insecure_issuer', exit: 3 });
    const metadata = (issuer: string): object => ({ ...plainMetadata(issuer), token_endpoint: 'http://id.example.com/token' });
    expect(await problemAt(server.issuer, { metadata })).to.include({ code: 'insecure_issuer', exit: 3 });
  });

  it('answers without end: it is not waited for', async () => {
    const flood: Act = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pour = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    };
    expect(await problemAt(server.issuer, { discovery: [flood] })).to.include({ code: 'issuer_answer', exit: 3 });
    expect(await problemAt(server.issuer, { deviceAuthorization: [flood] })).to.include({ code: 'issuer_answer', exit: 3 });
    const poll = { deviceAuthorization: [code({ interval: 0.1 })], poll: [flood] };
    expect(await problemAt(server.issuer, poll)).to.include({ code: 'issuer_answer', exit: 3 });
  });

  it('cannot be reached any more: nobody is sent to its page', async () => {
    const metadata = (issuer: string): object => ({
      ...plainMetadata(issuer),
      service_documentation: `${issuer}/troubleshooting`,
    });
    server.play({ metadata, deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('first', { expires_in: 1 })] });
    expect((await terminal.run(['login', '--issuer', server.issuer])).code).to.equal(0);
    await server.close();
    const run = await terminal.run(['token', '--min-ttl', '10000']);
    expect(run.code, run.stderr).to.equal(7);
    expect(run.stderr).not.to.include('more:');
  });

  it('has a name that would break the line it is shown in', async () => {
    const metadata = (issuer: string): object => ({ ...plainMetadata(issuer), issuer: issuer.replace('127', '1\n27') });
    const told = await problemAt(server.issuer, { metadata });
    expect(told).to.include({ code: 'issuer_metadata', exit: 3 });
    expect(server.at('/device_authorization')).to.have.length(0);
  });

  const refusals = {
    invalid_client: 'unknown_client',
    invalid_scope: 'wrong_scope',
    invalid_target: 'wrong_resource',
    unmet_authentication_requirements: 'unmet_sign_in',
    unauthorized_client: 'unknown_client',
  };
  for (const [error, problem] of Object.entries(refusals)) {
    it(`refuses with ${error}`, async () => {
      expect(await problemAt(server.issuer, { deviceAuthorization: [oauthError(error)] })).to.include({ code: problem, exit: 3 });
    });
  }

  it('names a page that is none', async () => {
    const deviceAuthorization = [code({ verification_uri: 'javascript:alert(1)' })];
    expect(await problemAt(server.issuer, { deviceAuthorization })).to.include({ code: 'issuer_answer', exit: 3 });
  });

  it('names a complete page that leads somewhere else: it is left out', async () => {
    const deviceAuthorization = [
      code({ interval: 0.1, verification_uri_complete: 'https://evil.example/device?user_code=WDJB-MJHT' }),
    ];
    const run = await problemAt(server.issuer, { deviceAuthorization });
    expect(run.stdout).to.include('"verification_uri_complete":null').and.not.include('evil');
  });

  it('answers without what must be there (RFC 8628, section 3.2)', async () => {
    expect(await problemAt(server.issuer, { deviceAuthorization: [json(200, { user_code: 'A' })] })).to.include({
      code: 'issuer_answer',
      exit: 3,
    });
  });

  it('has a certificate that nobody vouches for, unless --ca-file does', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ca-'));
    const [keyFile, caFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const request = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
    ];
    execFileSync('openssl', [...request, '-addext', 'subjectAltName=DNS:localhost', '-keyout', keyFile, '-out', caFile], {
      stdio: 'ignore',
    });
    const secure = createServer({ key: await readFile(keyFile), cert: await readFile(caFile) }, (_request, response) =>
      response.writeHead(404).end(),
    );
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    try {
      const issuer = `https://localhost:${(secure.address() as AddressInfo).port}`;
      expect(await problemAt(issuer)).to.include({ code: 'tls', exit: 3 });
      const trusted = await terminal.run(['login', '--json', '--issuer', issuer, '--ca-file', caFile]);
      expect(trusted.events.at(-1)?.error?.code).to.equal('issuer_metadata'); // it was reached
      const noFile = await terminal.run(['login', '--json', '--issuer', issuer, '--ca-file', keyFile]);
      expect(noFile.events.at(-1)?.error?.code).to.equal('ca_file');
    } finally {
      secure.closeAllConnections();
      secure.close();
      await rm(folder, { recursive: true });
    }
  });

  describe('and a proxy', () => {
    let proxy: ForwardProxy;
    let encrypted: EncryptedIssuer;

    beforeEach(async () => {
      [proxy, encrypted] = await Promise.all([
        startForwardProxy(),
        startEncryptedIssuer({ deviceAuthorization: [code({ interval: 0.1 })] }),
      ]);
    });
    afterEach(() => Promise.all([proxy.close(), encrypted.close()]));

    it('is reached through it, in a tunnel, and without it where NO_PROXY says so', async () => {
      const args = ['login', '--issuer', encrypted.issuer, '--ca-file', encrypted.caFile];
      const through = await terminal.run(args, { env: { HTTPS_PROXY: proxy.address } });
      expect(through.code, through.stderr).to.equal(0);
      expect(proxy.tunnels).to.include(new URL(encrypted.issuer).host);
      const before = proxy.tunnels.length;
      const around = await terminal.run(args, { env: { HTTPS_PROXY: proxy.address, NO_PROXY: 'id.example' } });
      expect(around.code, 'nobody else knows that name').to.equal(7);
      expect(proxy.tunnels).to.have.length(before);
      expect(proxy.plain).to.deep.equal([]);
    });

    it('is elsewhere, and would have us speak to this machine', async () => {
      const env = { HTTPS_PROXY: proxy.address };
      const args = ['--issuer', encrypted.issuer, '--ca-file', encrypted.caFile, '--scope', 'openid'];
      for (const name of ['device_authorization_endpoint', 'token_endpoint', 'revocation_endpoint']) {
        encrypted.play({ metadata: (issuer) => ({ ...plainMetadata(issuer), [name]: `${server.issuer}/admin` }) });
        const refused = await terminal.run(['login', '--json', ...args], { env });
        expect(refused.events.at(-1)?.error, name).to.include({ code: 'insecure_issuer' });
      }
      const asking = { userinfo_endpoint: `${server.issuer}/admin`, introspection_endpoint: `${server.issuer}/admin` };
      const poll = [tokens('first', { scope: 'openid' })];
      const metadata = (issuer: string): object => ({ ...plainMetadata(issuer), ...asking });
      encrypted.play({ metadata, poll, deviceAuthorization: [code({ interval: 0.1 })] });
      expect((await terminal.run(['login', ...args], { env })).code).to.equal(0);
      const checked = await terminal.run(['status', '--check', '--ca-file', encrypted.caFile], { env });
      expect(checked.code, checked.stderr).to.equal(0);
      expect(server.seen, 'nothing came here').to.deep.equal([]);
    });

    it('is on this machine: nothing of a login in clear text gets to the proxy, though no NO_PROXY says so', async () => {
      server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('first', { expires_in: 1 })] });
      const proxies = { HTTP_PROXY: proxy.address, http_proxy: proxy.address, HTTPS_PROXY: proxy.address };
      for (const env of [proxies, { ...proxies, NODE_USE_ENV_PROXY: '1' }, { HTTP_PROXY: 'no proxy' }]) {
        for (const args of [['login', '--issuer', server.issuer], ['api', 'GET', `${server.issuer}/api`], ['logout']]) {
          const run = await terminal.run(args, { env });
          expect(run.code, run.stderr).to.equal(0);
        }
      }
      expect([...proxy.tunnels, ...proxy.plain]).to.deep.equal([]);
    });
  });
});
