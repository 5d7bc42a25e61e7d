import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import { code, json, oauthError, plainMetadata, tokens } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

/** What a server of the first hour says of itself: no PKCE, no DPoP, nothing of APIs. */
const bareMetadata = (issuer: string): object => ({
  issuer,
  device_authorization_endpoint: `${issuer}/device_authorization`,
  token_endpoint: `${issuer}/token`,
});

describe('logging in at other providers', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage), {
    script: () => ({ deviceAuthorization: [code({ interval: 0.1 })] }),
    namesIssuer: false,
  });

  const login = (...args: readonly string[]): Promise<ConsoleRun> => terminal.run(['login', '--json', ...args]);
  const asked = (): Record<string, string> => Object.fromEntries(server.at('/device_authorization')[0]!.form);
  const byHand = (): string[] => [
    ...['--device-endpoint', `${server.issuer}/device_authorization`, '--token-endpoint', `${server.issuer}/token`],
  ];

  it('sends nothing that a server may not know: no PKCE, no proof, no name of this machine', async () => {
    server.play({ metadata: bareMetadata, deviceAuthorization: [code({ interval: 0.1 })] });
    expect((await login('--issuer', server.issuer, '--scope', 'read')).code).to.equal(0);
    expect(asked()).to.deep.equal({ client_id: 'console', scope: 'read' });
    expect([...server.at('/token')[0]!.form.keys()]).to.have.members(['client_id', 'device_code', 'grant_type']);
    expect(server.at('/device_authorization')[0]!.headers).not.to.have.property('dpop');
  });

  it('sends forms under the name they have, without parameters (RFC 6749, appendix B)', async () => {
    await login('--issuer', server.issuer);
    for (const path of ['/device_authorization', '/token'])
      expect(server.at(path)[0]!.headers['content-type']).to.equal('application/x-www-form-urlencoded');
  });

  it('finds an issuer with a path, in both places it can describe itself (RFC 8414, section 3.1; OpenID Connect Discovery, section 4)', async () => {
    const issuer = `${server.issuer}/tenant/one`;
    const metadata = { ...plainMetadata(server.issuer), issuer };
    const discovery = [json(404, {}), json(200, metadata)];
    server.play({ discovery, deviceAuthorization: [code({ interval: 0.1 })] });
    const run = await login('--issuer', issuer);
    expect(server.seen.slice(0, 2).map(({ path }) => path)).to.deep.equal([
      '/.well-known/oauth-authorization-server/tenant/one',
      '/tenant/one/.well-known/openid-configuration',
    ]);
    expect(run.code, run.stdout).to.equal(0);
  });

  describe('by endpoints', () => {
    it('looks nothing up, keeps them, and uses them for renewal and logout', async () => {
      const run = await login(...byHand(), '--revocation-endpoint', `${server.issuer}/revoke`);
      expect(run.code, run.stdout).to.equal(0);
      expect(run.events.at(-1)).to.include({ issuer: server.issuer, token_type: 'Bearer' });
      expect((await terminal.run(['token', '--min-ttl', '10000'])).stdout).to.equal('at-refreshed\n');
      expect((await terminal.run(['logout', '--json'])).events[0]).to.include({ revoked: true });
      expect(server.seen.filter(({ path }) => path.startsWith('/.well-known/'))).to.deep.equal([]);
      expect((await login()).code, 'a second login needs no options').to.equal(0);
    });

    it('does not send a login to other endpoints because somebody has changed the profile', async () => {
      await login(...byHand());
      const path = join(terminal.home, 'profiles/default/profile.json');
      const profile = await readFile(path, 'utf8');
      await writeFile(path, profile.replaceAll(`${server.issuer}/token`, 'http://127.0.0.1:9/token'));
      expect((await terminal.run(['token', '--min-ttl', '10000'])).stdout).to.equal('at-refreshed\n');
    });

    it('a changed profile: what is not encrypted is refused, and another host is named before anybody approves', async () => {
      await login(...byHand());
      const path = join(terminal.home, 'profiles/default/profile.json');
      const profile = await readFile(path, 'utf8');
      const before = server.seen.length;
      await writeFile(path, profile.replace(`${server.issuer}/device`, 'http://evil.example/device'));
      expect((await login()).events.at(-1)?.error?.code).to.equal('insecure_issuer');
      await writeFile(path, profile.replace(`${server.issuer}/device`, 'https://me:pw@evil.example/device'));
      expect((await login()).events.at(-1)?.error?.code).to.equal('bad_endpoint');
      expect(server.seen).to.have.length(before);

      const { host, port } = new URL(server.issuer);
      await writeFile(path, profile.replace(`${server.issuer}/device`, `http://localhost:${port}/device`));
      const again = await terminal.run(['login']);
      expect(again.stderr).to.include(
        `The login itself goes to localhost:${port}, not to ${host}. Go on only if you know that host.`,
      );
      expect((await terminal.run(['status'])).stdout).to.match(new RegExp(`Endpoints +at localhost:${port}, as you gave them`));
    });

    it('completes what a server says of itself with what it leaves out', async () => {
      const metadata = (issuer: string): object => ({ ...plainMetadata(issuer), device_authorization_endpoint: undefined });
      server.play({ metadata, deviceAuthorization: [code({ interval: 0.1 })] });
      expect((await login('--issuer', server.issuer)).events.at(-1)?.error?.code).to.equal('no_device_grant');
      const run = await login('--issuer', server.issuer, '--device-endpoint', `${server.issuer}/device_authorization`);
      expect(run.code, run.stdout).to.equal(0);
    });

    it('refuses addresses that are none, that are not encrypted, and half of what it takes', async () => {
      const codes = await Promise.all([
        login('--device-endpoint', 'device', '--token-endpoint', `${server.issuer}/token`),
        login('--device-endpoint', 'http://id.example.com/device', '--token-endpoint', `${server.issuer}/token`),
        login('--token-endpoint', `${server.issuer}/token`),
      ]);
      expect(codes.map(({ events }) => events.at(-1)?.error?.code)).to.deep.equal(['bad_endpoint', 'insecure_issuer', 'usage']);
      expect(server.seen).to.have.length(0);
    });
  });

  describe('--provider auth0', () => {
    it('names the API by audience, and only where the code is asked for', async () => {
      const run = await login('--provider', 'auth0', '--issuer', server.issuer, '--resource', 'https://api.example');
      expect(run.code, run.stdout).to.equal(0);
      expect(asked()).to.include({ audience: 'https://api.example' }).and.not.have.property('resource');
      expect(server.at('/token')[0]!.form.has('resource')).to.equal(false);
      await terminal.run(['token', '--min-ttl', '10000']);
      expect([...server.at('/token').at(-1)!.form.keys()]).to.have.members(['client_id', 'grant_type', 'refresh_token']);
    });

    it('takes pending with status 403 and slow_down with 429', async () => {
      const poll = [oauthError('authorization_pending', 403), oauthError('slow_down', 429), tokens('a')];
      server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll });
      expect((await login('--provider', 'auth0', '--issuer', server.issuer)).code).to.equal(0);
    });

    it('wants to know which tenant', async () => {
      expect((await login('--provider', 'auth0')).events.at(-1)?.error).to.include({ code: 'usage' });
    });
  });

  it('--provider okta: the issuer is the API, so --resource is refused before anything is asked', async () => {
    const run = await login('--provider', 'okta', '--issuer', server.issuer, '--resource', 'https://api.example');
    expect(run.events.at(-1)?.error).to.include({ code: 'usage' }).and.have.property('message').that.includes('issuer');
    expect(server.seen).to.have.length(0);
  });

  describe('--provider github', () => {
    it('takes errors with status 200, and rights with commas in between', async () => {
      const pending = json(200, { error: 'authorization_pending', error_description: 'not yet' });
      const poll = [pending, json(200, { access_token: 'gho', token_type: 'bearer', scope: 'repo,gist' })];
      server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll });
      const run = await login('--provider', 'github', ...byHand());
      expect(run.code, run.stdout).to.equal(0);
      expect(run.events.at(-1)).to.include({ issuer: 'https://github.com', refreshable: false });
      expect(run.events.at(-1)?.scopes).to.deep.equal(['repo', 'gist']);
    });

    it('is told of a denial with status 200', async () => {
      server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [json(200, { error: 'access_denied' })] });
      expect((await login('--provider', 'github', ...byHand())).code).to.equal(5);
    });
  });

  it('understands a denial in the words of Microsoft', async () => {
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [oauthError('authorization_declined')] });
    expect((await login('--issuer', server.issuer)).code).to.equal(5);
  });
});
