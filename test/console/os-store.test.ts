import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { createTestConsole } from '../support/run-console.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import { code, startScriptedIssuer, tokens } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';
import { needsSecretService, startSecretService, startSessionBus, startSilentBus } from '../support/secret-service.ts';
import type { SecretService, SessionBus } from '../support/secret-service.ts';

const KEY = '0123456789abcdef'.repeat(4);

/** What a console may take that says that a store hangs: 3 seconds of patience, its own start, and a busy machine. */
const SOON_MS = 5000;

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
    terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer });
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
    expect((await terminal.run(['token'], { env })).stdout).to.equal('SECRET-VALUE\n');
    const status = await terminal.run(['status', '--json'], { env });
    expect(status.events[0]).to.deep.include({ store: { kind: 'os', key_source: 'os', encrypted: true, persistent: true } });
  });

  it('keeps a key for each profile, and removes it when the profile logs out', async () => {
    await terminal.run(['login'], { env });
    await terminal.run(['login', '--profile', 'work'], { env });
    expect(await service.count()).to.equal(2);
    await terminal.run(['logout', '--profile', 'work'], { env });
    expect(await service.count()).to.equal(1);
    expect((await terminal.run(['token'], { env })).stdout).to.equal('SECRET-VALUE\n');
    await terminal.run(['logout', '--all'], { env });
    expect(await service.count()).to.equal(0);
  });

  it('gives the same key to processes that log in at once', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => terminal.run(['login'], { env })));
    expect(runs.map((run) => run.code)).to.deep.equal([0, 0, 0]);
    expect(await service.count()).to.equal(1);
    expect((await terminal.run(['token'], { env })).stdout).to.equal('SECRET-VALUE\n');
  });

  it('is not used where somebody wants a file, and its key is gone when a login moves to one', async () => {
    await terminal.run(['login', '--store', 'os'], { env });
    const moved = await terminal.run(['login', '--store', 'file'], { env: { ...env, COUNTERSIGN_STORE_KEY: KEY } });
    expect(moved.stderr).to.include('key from COUNTERSIGN_STORE_KEY');
    expect(await service.count()).to.equal(0);
    expect((await terminal.run(['login'], { env: { ...env, COUNTERSIGN_STORE_KEY: KEY } })).stderr).to.include('COUNTERSIGN_STORE_KEY');
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
      expectRefused(await terminal.run([...args, '--json'], { env }), 'os_store_locked', args.join(' '));
    }
    expect(server.seen).to.have.lengthOf(asked);
    expect(await files()).to.deep.equal(['profiles/default/login.1.jwe']);
    await service.unlock();
    expect((await terminal.run(['token'], { env })).stdout).to.equal('SECRET-VALUE\n');
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
    expectRefused(await terminal.run(['token', '--json'], { env }), 'os_store_key_gone');
    expect((await terminal.run(['login'], { env })).code).to.equal(0);
    expect((await terminal.run(['token'], { env })).stdout).to.equal('SECRET-VALUE\n');
  });

  it('says when it is stopped and answers nobody', async () => {
    await terminal.run(['login'], { env });
    service.pause();
    try {
      const { run, took } = await timed(terminal.run(['token', '--json'], { env }));
      expectRefused(run, 'os_store_hangs');
      expect(took).to.be.below(SOON_MS);
    } finally {
      service.resume();
    }
  });

  describe('where D-Bus takes a connection and never answers', () => {
    let silent: SessionBus;
    beforeEach(async () => (silent = await startSilentBus()));
    afterEach(() => silent.stop());

    for (const args of [['login'], ['login', '--store', 'os']]) {
      it(`ends soon and says so: countersign ${args.join(' ')}`, async () => {
        const { run, took } = await timed(terminal.run([...args, '--json'], { env: silent.env }));
        expectRefused(run, 'os_store_hangs');
        expect(took).to.be.below(SOON_MS);
        expect(server.seen).to.have.lengthOf(0);
        expect(await files()).to.deep.equal([]);
        expect(childrenOf(terminal.home)).to.deep.equal([]);
      });
    }

    it('logs out nevertheless, and asks no more than once', async () => {
      await terminal.run(['login'], { env });
      const { run, took } = await timed(terminal.run(['logout', '--local-only'], { env: silent.env }));
      expect(run.code).to.equal(0);
      expect(took).to.be.below(SOON_MS);
      expect((await terminal.run(['status'], { env })).code).to.equal(4);
    });

    it('takes a key that was brought along, and says why', async () => {
      const { code: exitCode, stderr } = await terminal.run(['login'], { env: { ...silent.env, COUNTERSIGN_STORE_KEY: KEY } });
      expect(exitCode).to.equal(0);
      expect(stderr).to.match(/key from COUNTERSIGN_STORE_KEY\nnote: The Secret Service did not answer within 3 seconds\.\n/);
    });

    it('tells nobody the key: no argument and no variable of the process that hangs', async () => {
      const running = terminal.run(['login'], { env: { ...silent.env, COUNTERSIGN_STORE_KEY: KEY } });
      const [child] = await untilSome(() => childrenOf(terminal.home));
      expect(child).to.include('os-store-child').and.not.include('COUNTERSIGN_').and.not.include(KEY);
      await running;
    });

    it('leaves no process behind, also when it is killed itself', async () => {
      const main = resolve('client-cli/main.ts');
      const marked = { ...silent.env, PATH: process.env.PATH, COUNTERSIGN_HOME: terminal.home, MARK: terminal.home };
      const parent = spawn(process.execPath, [main, 'login', '--issuer', server.issuer], { env: marked, stdio: 'ignore' });
      await untilSome(() => childrenOf(terminal.home));
      parent.kill('SIGKILL');
      for (let waited = 0; childrenOf(terminal.home).length > 0; waited += 100) {
        expect(waited, 'it lives on').to.be.below(15_000);
        await sleep(100);
      }
    });
  });

  describe('where there is none', () => {
    let bus: SessionBus;
    before(async () => (bus = await startSessionBus()));
    after(() => bus.stop());

    const places = {
      os_store_no_bus: () => ({}),
      os_store_absent: () => bus.env,
    };
    for (const [problem, elsewhere] of Object.entries(places)) {
      it(`${problem}: a first login goes to a key file and says so, and with --store os it goes nowhere`, async () => {
        expectRefused(await terminal.run(['login', '--store', 'os', '--json'], { env: elsewhere() }), problem);
        expect(server.seen).to.have.lengthOf(0);
        const first = await terminal.run(['login'], { env: elsewhere() });
        expect(first.code).to.equal(0);
        expect(first.stderr).to.match(/\nnote: .*Secret Service.*\nnote: The key file does not protect against programs that run as you\.\n$/);
      });

      it(`${problem}: a login that had it is not lost, not replaced by a weaker one, and can be moved by name`, async () => {
        await terminal.run(['login'], { env });
        const asked = server.seen.length;
        for (const args of [['status'], ['login'], ['login', '--store', 'auto']]) {
          const run = await terminal.run([...args, '--json'], { env: elsewhere() });
          expectRefused(run, problem, args.join(' '));
          expect(run.events.at(-1)?.error).to.have.property('hint').that.includes('countersign login --store file');
        }
        expect(server.seen).to.have.lengthOf(asked);
        expect((await terminal.run(['token'], { env })).stdout).to.equal('SECRET-VALUE\n');
        expect((await terminal.run(['login', '--store', 'file'], { env: elsewhere() })).code).to.equal(0);
        expect((await terminal.run(['token'], { env: elsewhere() })).stdout).to.equal('SECRET-VALUE\n');
      });
    }

    it('os_store_package: the same, where the package was not installed', async () => {
      const app = join(terminal.home, 'app');
      installWithout('@napi-rs', app);
      const wrapper = ['sh', '-c', 'shift 2; exec "$0" "$@"', process.execPath];
      const args = ['--no-warnings', join(app, 'client-cli/main.ts')];
      void wrapper;
      void args;
    });
  });

  function expectRefused(run: ConsoleRun, problem: string, title?: string): void {
    expect(run.events.at(-1)?.error, title).to.include({ code: problem, exit_code: 8, retryable: false });
    expect(run.events.at(-1), title).to.include({ ok: false, state: 'store_unavailable' });
    expect(run.code, title).to.equal(8);
  }
});
