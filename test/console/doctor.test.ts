import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startEncryptedIssuer } from '../support/console/encrypted-issuer.ts';
import { startForwardProxy } from '../support/forward-proxy.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { ConsoleRun, RunOptions, TestConsole } from '../support/run-console.ts';
import { badGateway, code, dpopMetadata, json, plainMetadata, startScriptedIssuer, tokens } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

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

  beforeEach(async () => {
    server = await startScriptedIssuer({ metadata: dpopMetadata, deviceAuthorization: [code({ interval: 0.1 })] });
    terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer });
  });
  afterEach(async () => {
    await server.close();
    await terminal.remove();
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
