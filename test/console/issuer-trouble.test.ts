import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startForwardProxy } from '../support/forward-proxy.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { TestConsole } from '../support/run-console.ts';
import {
  badGateway,
  captivePortal,
  code,
  json,
  oauthError,
  plainMetadata,
  startScriptedIssuer,
} from '../support/scripted-issuer.ts';
import type { Script, ScriptedIssuer } from '../support/scripted-issuer.ts';

describe('an issuer that is not what it should be (RFC 8414)', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  beforeEach(async () => {
    server = await startScriptedIssuer();
    terminal = await createTestConsole();
  });
  afterEach(async () => {
    await server.close();
    await terminal.remove();
  });

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

  it('is reached through a proxy where there is one, and without it where NO_PROXY says so', async () => {
    const proxy = await startForwardProxy();
    server.play({ deviceAuthorization: [code({ interval: 0.1 })] });
    const args = ['login', '--issuer', server.issuer];
    try {
      const through = await terminal.run(args, { env: { HTTP_PROXY: proxy.address } });
      expect(through.code, through.stderr).to.equal(0);
      expect(proxy.tunnels).to.include(new URL(server.issuer).host);
      const before = proxy.tunnels.length;
      const around = await terminal.run(args, { env: { HTTP_PROXY: proxy.address, NO_PROXY: '127.0.0.1' } });
      expect(around.code, around.stderr).to.equal(0);
      expect(proxy.tunnels).to.have.length(before);
    } finally {
      await proxy.close();
    }
  });
});
