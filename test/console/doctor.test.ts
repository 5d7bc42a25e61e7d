import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import { startEncryptedIssuer } from '../support/console/encrypted-issuer.ts';
import { startForwardProxy } from '../support/forward-proxy.ts';
import type { ConsoleRun, RunOptions, TestConsole } from '../support/run-console.ts';
import { badGateway, code, dpopMetadata, json, oauthError, plainMetadata, tokens } from '../support/scripted-issuer.ts';
import type { Script, ScriptedIssuer } from '../support/scripted-issuer.ts';

interface Check {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly hint: string;
  readonly error: { readonly code: string; readonly exit_code: number } | null;
}

describe('countersign doctor', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage), {
    script: () => ({ metadata: dpopMetadata, deviceAuthorization: [code({ interval: 0.1 })] }),
  });

  const logIn = (args: readonly string[] = []): Promise<ConsoleRun> => terminal.run(['login', ...args]);

  async function examine(
    options?: RunOptions,
    args: readonly string[] = [],
  ): Promise<{ exit: number; checks: Map<string, Check> }> {
    const run = await terminal.run(['doctor', '--json', '--request-timeout', '2', ...args], options);
    expect(run.events, run.stderr).to.have.length(1);
    const [told] = run.events;
    expect(told).to.include({ command: 'doctor', ok: run.code === 0 });
    const checks = told?.checks as Check[];
    for (const { status, hint, error } of checks) {
      expect(hint === '', 'a next step, where one is needed').to.equal(status === 'ok');
      expect(error === null).to.equal(status !== 'fail');
    }
    return { exit: run.code, checks: new Map(checks.map((check) => [check.name, check])) };
  }

  it('finds nothing wrong where nothing is, and leaves no trace', async () => {
    const run = await terminal.run(['doctor']);
    expect(run).to.include({ code: 0 });
    for (const name of ['program', 'environment', 'browser', 'store', 'login', 'lock', 'proxy', 'connection', 'issuer', 'clock'])
      expect(run.stdout).to.match(new RegExp(`^(?:ok|warn) +${name} `, 'm'));
    expect(run.stderr).to.match(/^All \d+ checks passed, 1 with a remark\.\n$/);
    expect(await readdir(terminal.home)).to.deep.equal([]);
    await logIn();
    expect((await terminal.run(['doctor'])).stderr).to.match(/^All \d+ checks passed\.\n$/);
  });

  it('says only what is wrong with --quiet', async () => {
    await logIn();
    expect(await terminal.run(['doctor', '--quiet'])).to.include({ code: 0, stdout: '', stderr: '' });
  });

  it('goes the way to the issuer until it ends', async () => {
    const { exit, checks } = await examine({ env: { COUNTERSIGN_ISSUER: 'https://nowhere.invalid' } });
    expect(exit).to.equal(7);
    expect(checks.get('name')?.error?.code).to.equal('dns');
    expect(checks.has('connection')).to.equal(false);
    await server.close();
    expect((await examine()).checks.get('connection')?.error?.code).to.equal('refused');
  });

  it('tells who answers without being an issuer', async () => {
    server.play({ discovery: [json(404, {})] });
    expect((await examine()).checks.get('issuer')?.error).to.include({ code: 'issuer_metadata', exit_code: 3 });
    server.play({ discovery: [badGateway] });
    expect((await examine()).exit).to.equal(7);
    server.play({ metadata: (issuer) => ({ ...plainMetadata(issuer), issuer: 'https://other.example' }) });
    expect((await examine()).checks.get('issuer')?.error?.code).to.equal('issuer_mismatch');
    server.play({ metadata: (issuer) => ({ issuer, token_endpoint: `${issuer}/token` }) });
    expect((await examine()).checks.get('issuer')?.error?.code).to.equal('no_device_grant');
  });

  it('does not hang on somebody who says nothing', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { exit, checks } = await examine({ env: { COUNTERSIGN_ISSUER: issuer } });
    silent.close();
    expect([exit, checks.get('issuer')?.error?.code]).to.deep.equal([7, 'timeout']);
  });

  it('names the proxy without its password, and looks there', async () => {
    const [proxy, elsewhere] = await Promise.all([startForwardProxy(), startEncryptedIssuer()]);
    const HTTPS_PROXY = proxy.address.replace('http://', 'http://user:SECRET-PASSWORD@');
    const env = { HTTPS_PROXY, HTTP_PROXY: HTTPS_PROXY, COUNTERSIGN_ISSUER: elsewhere.issuer };
    const args = ['doctor', '--ca-file', elsewhere.caFile];
    try {
      const good = await terminal.run(args, { env });
      expect(good.stdout)
        .to.match(/proxy +Requests go through 127\.0\.0\.1/)
        .and.not.include('SECRET-PASSWORD');
      expect(good.code, good.stdout).to.equal(0);
      const excepted = await terminal.run(args, { env: { ...env, NO_PROXY: 'id.example' } });
      expect(excepted.stdout).to.include('None: requests go straight');
      const here = await terminal.run(args, { env: { ...env, COUNTERSIGN_ISSUER: server.issuer } });
      expect(here.stdout, 'what is meant for this machine stays here').to.include('None: requests go straight');
    } finally {
      await Promise.all([proxy.close(), elsewhere.close()]);
    }
    const broken = await examine({ env: { ...env, HTTPS_PROXY: 'http://user:SECRET-PASSWORD@[' } });
    expect([broken.exit, broken.checks.get('proxy')?.error?.code]).to.deep.equal([3, 'bad_proxy']);
    expect(JSON.stringify([...broken.checks])).not.to.include('SECRET-PASSWORD');
  });

  it('notices a clock that is ten minutes off, and that logins work all the same', async () => {
    const later = new Date(Date.now() + 600_000).toUTCString();
    server.play({ discovery: [json(200, dpopMetadata(server.issuer), { date: later })] });
    const { exit, checks } = await examine();
    expect(exit).to.equal(0);
    expect(checks.get('clock')).to.include({ status: 'warn' });
    expect(checks.get('clock')?.message).to.match(/clock is (?:9|10) minutes behind/);
  });

  it('names variables, and no secret value', async () => {
    const env = { COUNTERSIGN_STORE_KEY: 'correct horse battery staple', NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const { stdout } = await terminal.run(['doctor'], { env });
    expect(stdout).to.include('COUNTERSIGN_STORE_KEY (not shown)').and.not.include('correct horse');
    expect(stdout).to.include(`COUNTERSIGN_ISSUER=${server.issuer}`).and.include('NODE_TLS_REJECT_UNAUTHORIZED=0');
  });

  it('says when a key was brought along and does nothing, and not when it is in use', async () => {
    const env = { COUNTERSIGN_STORE_KEY: 'correct horse battery staple' };
    expect((await examine({ env })).checks.has('key')).to.equal(false);
    await logIn(['--store', 'file']);
    const { exit, checks } = await examine({ env });
    expect(exit).to.equal(0);
    expect(checks.get('key')).to.include({ status: 'warn' });
    expect(checks.get('key')?.message).to.include('set and not in use').and.include('sealed with a key file');
    await terminal.run(['login', '--store', 'file'], { env });
    expect((await examine({ env })).checks.has('key')).to.equal(false);
  });

  describe('asks whether the login still holds, and spends and removes nothing', () => {
    const where = (more: object) => (issuer: string) => ({ ...plainMetadata(issuer), ...more });

    /** Logs in at a server that answers so. */
    async function ask(script: Script, endpoints: object = {}, life = 600): Promise<[exit: number, server: Check | undefined]> {
      const first = tokens('a', { scope: 'openid', expires_in: life });
      server.play({ metadata: where(endpoints), deviceAuthorization: [code({ interval: 0.1 })], poll: [first], ...script });
      await logIn(['--store', 'file']);
      if (life === 1) await new Promise((resolve) => setTimeout(resolve, 1100));
      const { exit, checks } = await examine();
      expect(server.at('/token').filter(({ form }) => form.get('grant_type') === 'refresh_token')).to.have.length(0);
      expect((await terminal.run(['status'])).code, 'it is all still there').to.equal(0);
      return [exit, checks.get('server')];
    }

    const introspection = (): object => ({ introspection_endpoint: `${server.issuer}/api/introspect` });
    const userinfo = (): object => ({ userinfo_endpoint: `${server.issuer}/api/userinfo` });

    it('by introspection (RFC 7662)', async () => {
      const [exit, check] = await ask({ api: [json(200, { active: true })] }, introspection());
      expect([exit, check?.status]).to.deep.equal([0, 'ok']);
      expect(check?.message).to.include('confirms');
      const [failed, ended] = await ask({ api: [json(200, { active: false })] }, introspection());
      expect([failed, ended?.error?.code]).to.deep.equal([4, 'session_ended']);
    });

    it('by userinfo, where a token that is refused is not renewed: the next step is what tells for sure', async () => {
      const [, holds] = await ask({ api: [json(200, { sub: 'alice' })] }, userinfo());
      expect(holds?.message).to.include('confirms');
      const [exit, refused] = await ask(
        { api: [oauthError('invalid_token', 401), oauthError('invalid_token', 401)] },
        userinfo(),
      );
      expect([exit, refused?.status]).to.deep.equal([0, 'warn']);
      expect(refused?.hint).to.include('countersign status --check');
    });

    it('or says in words that it did not', async () => {
      expect((await ask({}))[1]?.message).to.match(/^Not asked .* no way to ask that spends nothing/);
      expect((await ask({}, userinfo(), 1))[1]?.message).to.match(/^Not asked .* has run out/);
    });
  });

  it('tells who holds the lock, or that its holder has ended', async () => {
    await logIn(['--store', 'file']);
    const lock = join(terminal.home, 'profiles/default/lock');
    await writeFile(lock, JSON.stringify({ id: 'x', pid: process.pid, host: hostname() }));
    expect((await examine()).checks.get('lock')).to.include({ status: 'warn' });
    await writeFile(lock, JSON.stringify({ id: 'x', pid: 2 ** 22 - 3, host: hostname() }));
    expect((await examine()).checks.get('lock')?.message).to.include('has ended');
  });

  it('tells what is wrong with the store and the login', async () => {
    server.play({
      deviceAuthorization: [code({ interval: 0.1 })],
      poll: [tokens('a', { expires_in: 1, refresh_token: undefined })],
    });
    await logIn(['--store', 'file']);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const over = await examine();
    expect([over.exit, over.checks.get('login')?.error?.code]).to.deep.equal([4, 'not_refreshable']);
    await writeFile(join(terminal.home, 'profiles/default/profile.json'), '{');
    expect((await examine()).checks.get('store')?.error).to.include({ code: 'profile_damaged', exit_code: 3 });
    await writeFile(join(terminal.home, 'file'), '');
    const inFile = await examine({ env: { COUNTERSIGN_HOME: join(terminal.home, 'file', 'home') } });
    expect([inFile.exit, inFile.checks.get('store')?.status]).to.deep.equal([8, 'fail']);
  });
});
