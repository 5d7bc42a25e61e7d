import { readdir } from 'node:fs/promises';
import { expect } from 'chai';
import { endsSoon, expectStoreProblem } from '../support/expect-store-problem.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { TestConsole } from '../support/run-console.ts';
import { code, oauthError, startScriptedIssuer, tokens } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';
import { needsSecretService, startSecretService } from '../support/secret-service.ts';
import type { SecretService } from '../support/secret-service.ts';

const KEY = '0123456789abcdef'.repeat(4);

describe('the console with the store of the operating system (Secret Service)', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;
  let service: SecretService;
  let env: SecretService['env'];

  before(async function () {
    if (process.platform !== 'linux') this.skip(); // the other stores belong to a person who is logged in
    needsSecretService(this);
    service = await startSecretService();
    env = service.env;
  });
  after(() => service.stop());

  beforeEach(async () => {
    server = await startScriptedIssuer({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('SECRET-VALUE')] });
    terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer, MARK: server.issuer });
  });
  afterEach(async () => {
    await service.removeAll();
    await server.close();
    await terminal.remove();
  });

  const files = async (): Promise<string[]> =>
    (await readdir(terminal.home, { recursive: true })).filter((name) => /\.(?:jwe|key)$/.test(name)).sort();

  it('keeps the key there at the first login, and nothing else', async () => {
    const { code: exitCode, stderr } = await terminal.run(['login'], { env });
    expect(exitCode).to.equal(0);
    expect(stderr).to.include('key in the Secret Service').and.not.include('note:');
    expect(await service.count()).to.equal(1);
    expect(await files()).to.deep.equal(['profiles/default/login.1.jwe']);
    expect((await terminal.run(['token'], { env })).stdout).to.equal('at-SECRET-VALUE\n');
    const status = await terminal.run(['status', '--json'], { env });
    expect(status.events[0]).to.deep.include({ store: { kind: 'os', key_source: 'os', encrypted: true, persistent: true } });
  });

  it('keeps nothing there when a first login comes to nothing', async () => {
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [oauthError('access_denied')] });
    expect((await terminal.run(['login'], { env })).code).to.equal(5);
    expect(await service.count()).to.equal(0);
  });

  it('keeps a key for each profile, and removes it when the profile logs out', async () => {
    await terminal.run(['login'], { env });
    await terminal.run(['login', '--profile', 'work'], { env });
    expect(await service.count()).to.equal(2);
    await terminal.run(['logout', '--profile', 'work'], { env });
    expect(await service.count()).to.equal(1);
    expect((await terminal.run(['token'], { env })).stdout).to.equal('at-SECRET-VALUE\n');
    await terminal.run(['logout', '--all'], { env });
    expect(await service.count()).to.equal(0);
  });

  it('gives one key to processes that log in at once, of which one goes through', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => terminal.run(['login'], { env })));
    expect(runs.map((run) => run.code)).to.include(0);
    expect(await service.count()).to.equal(1);
    expect((await terminal.run(['token'], { env })).stdout).to.equal('at-SECRET-VALUE\n');
  });

  it('is not used where somebody wants a file, and its key is gone when a login moves to one', async () => {
    await terminal.run(['login', '--store', 'os'], { env });
    const moved = await terminal.run(['login', '--store', 'file'], { env: { ...env, COUNTERSIGN_STORE_KEY: KEY } });
    expect(moved.stderr).to.include('key from COUNTERSIGN_STORE_KEY');
    expect(await service.count()).to.equal(0);
    expect((await terminal.run(['login'], { env: { ...env, COUNTERSIGN_STORE_KEY: KEY } })).stderr).to.include(
      'COUNTERSIGN_STORE_KEY',
    );
    const back = await terminal.run(['login', '--store', 'auto'], { env: { ...env, COUNTERSIGN_STORE_KEY: KEY } });
    expect(back.stderr).to.include('key in the Secret Service').and.include('COUNTERSIGN_STORE_KEY was not needed');
    expect((await terminal.run(['login', '--store', 'memory'], { env })).code).to.equal(0);
    expect(await service.count()).to.equal(0);
  });

  it('says when it is locked, asks the server nothing, and takes no weaker place', async () => {
    await terminal.run(['login'], { env });
    const asked = server.seen.length;
    await service.lock();
    for (const args of [['token'], ['login'], ['login', '--profile', 'new']]) {
      expectStoreProblem(await terminal.run([...args, '--json'], { env }), 'os_store_locked', args.join(' '));
    }
    expect(server.seen).to.have.lengthOf(asked);
    expect(await files()).to.deep.equal(['profiles/default/login.1.jwe']);
    await service.unlock();
    expect((await terminal.run(['token'], { env })).stdout).to.equal('at-SECRET-VALUE\n');
  });

  it('logs out also when it is locked, and says which key it could not remove', async () => {
    await terminal.run(['login'], { env });
    await service.lock();
    const { code: exitCode, stderr } = await terminal.run(['logout', '--local-only'], { env });
    await service.unlock();
    expect(exitCode).to.equal(0);
    expect(stderr).to.include('The key in the Secret Service could not be removed');
    expect(await files()).to.not.include('profiles/default/login.1.jwe');
  });

  it('says when the key is gone, and makes a new one at the next login', async () => {
    await terminal.run(['login'], { env });
    await service.removeAll();
    expectStoreProblem(await terminal.run(['token', '--json'], { env }), 'os_store_key_gone');
    expect((await terminal.run(['login'], { env })).code).to.equal(0);
    expect((await terminal.run(['token'], { env })).stdout).to.equal('at-SECRET-VALUE\n');
  });

  it('says when it is stopped and answers nobody', async () => {
    await terminal.run(['login'], { env });
    service.pause();
    try {
      expectStoreProblem(await endsSoon(terminal.run(['token', '--json'], { env })), 'os_store_hangs');
    } finally {
      service.resume();
    }
  });
});
