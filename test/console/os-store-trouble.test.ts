import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { setSecretServiceStage } from '../support/console/secret-service-stage.ts';
import { endsSoon, expectStoreProblem } from '../support/expect-store-problem.ts';
import { createTestConsole } from '../support/run-console.ts';
import { startSessionBus, startSilentBus } from '../support/secret-service.ts';
import type { SessionBus, SilentBus } from '../support/secret-service.ts';

const MAIN = resolve('client-cli/main.ts');
const KEY = '0123456789abcdef'.repeat(4);

/** The processes that ask the store for a console with this mark: their arguments and their environment. */
function askers(mark: string): string[] {
  const look = (pid: string): string => {
    try {
      return `${readFileSync(`/proc/${pid}/cmdline`, 'latin1')} ${readFileSync(`/proc/${pid}/environ`, 'latin1')}`;
    } catch {
      return ''; // gone
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(look)
    .filter((process) => process.includes('os-store-child') && process.includes(`MARK=${mark}`));
}

/** The console as it is installed without an optional package. @returns the folder */
async function installWithout(scope: string): Promise<string> {
  const app = await mkdtemp(join(tmpdir(), 'app-'));
  const packages = resolve('node_modules');
  await cp(resolve('client-cli'), join(app, 'client-cli'), { recursive: true, filter: (path) => !path.endsWith('/dist') });
  await mkdir(join(app, 'node_modules'));
  for (const name of (await readdir(packages)).filter((entry) => entry !== scope && !entry.startsWith('.')))
    await symlink(join(packages, name), join(app, 'node_modules', name));
  return app;
}

async function untilSome<Thing>(look: () => readonly Thing[]): Promise<readonly Thing[]> {
  for (;;) {
    const found = look();
    if (found.length > 0) return found;
    await sleep(20);
  }
}

describe('the console where the store of the operating system hangs or is not there', () => {
  const stage = setSecretServiceStage();

  describe('where D-Bus takes a connection and never answers', () => {
    let silent: SilentBus;
    beforeEach(async () => (silent = await startSilentBus()));
    afterEach(() => silent.stop());

    it('ends soon and says so, and takes no weaker place', async () => {
      const runs = [['login'], ['login', '--store', 'os']].map((args) =>
        stage.terminal.run([...args, '--json'], { env: silent.env }),
      );
      for (const run of runs) expectStoreProblem(await endsSoon(run), 'os_store_hangs');
      expect(stage.server.seen).to.have.lengthOf(0);
      expect(await stage.files()).to.deep.equal([]);
      expect(askers(stage.server.issuer)).to.deep.equal([]);
    });

    it('logs out nevertheless, and asks no more than once', async () => {
      await stage.terminal.run(['login'], { env: stage.env });
      expect((await endsSoon(stage.terminal.run(['logout', '--local-only'], { env: silent.env }))).code).to.equal(0);
      expect((await stage.terminal.run(['status'], { env: stage.env })).code).to.equal(4);
    });

    it('takes a key that was brought along, says why, and tells that key to no process that hangs', async () => {
      const running = stage.terminal.run(['login'], { env: { ...silent.env, COUNTERSIGN_STORE_KEY: KEY } });
      const [asker] = await untilSome(() => askers(stage.server.issuer));
      expect(asker).to.not.include('COUNTERSIGN_').and.not.include(KEY);
      const { code: exitCode, stderr } = await running;
      expect(exitCode).to.equal(0);
      expect(stderr).to.match(
        /key from COUNTERSIGN_STORE_KEY\nnote: The Secret Service did not answer in time\. .*countersign login --store auto"\.\n/,
      );
    });

    it('leaves no process behind, also when it is killed itself', async () => {
      const marked = { ...silent.env, PATH: process.env.PATH, COUNTERSIGN_HOME: stage.terminal.home, MARK: stage.server.issuer };
      const parent = spawn(process.execPath, [MAIN, 'login', '--issuer', stage.server.issuer], { env: marked, stdio: 'ignore' });
      await silent.untilConnected();
      expect(askers(stage.server.issuer)).to.have.lengthOf(1);
      parent.kill('SIGKILL');
      for (let waited = 0; askers(stage.server.issuer).length > 0; waited += 100) {
        expect(waited, 'it lives on').to.be.below(15_000);
        await sleep(100);
      }
    });
  });

  it('takes no weaker place when it cannot be asked, because no process may be started', async () => {
    const bounded = ['--no-warnings', '--permission', '--allow-fs-read=*', '--allow-fs-write=*'];
    const confined = await createTestConsole({ COUNTERSIGN_ISSUER: stage.server.issuer }, [process.execPath, ...bounded, MAIN]);
    try {
      expectStoreProblem(await confined.run(['login', '--json'], { env: stage.env }), 'os_store_refused');
      expect(stage.server.seen).to.have.lengthOf(0);
    } finally {
      await confined.remove();
    }
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
        const refused = await stage.terminal.run(['login', '--store', 'os', '--json'], { env: elsewhere() });
        expectStoreProblem(refused, problem);
        expect(refused.stderr, 'nothing was to be removed').to.not.include('could not be removed');
        expect(stage.server.seen).to.have.lengthOf(0);
        const first = await stage.terminal.run(['login'], { env: elsewhere() });
        expect(first.code).to.equal(0);
        expect(first.stderr).to.match(
          /\nnote: .*Secret Service.*"countersign login --store auto"\.\nnote: The key file does not protect against programs that run as you\.\n$/,
        );
      });

      it(`${problem}: a login that had it is not lost, not replaced by a weaker one, and can be moved by name`, async () => {
        await stage.terminal.run(['login'], { env: stage.env });
        const asked = stage.server.seen.length;
        for (const args of [['status'], ['login'], ['login', '--store', 'auto']]) {
          const run = await stage.terminal.run([...args, '--json'], { env: elsewhere() });
          expectStoreProblem(run, problem, args.join(' '));
          expect(run.events.at(-1)?.error).to.have.property('hint').that.includes('countersign login --store file');
        }
        expect(stage.server.seen).to.have.lengthOf(asked);
        expect((await stage.terminal.run(['token'], { env: stage.env })).stdout).to.equal('at-SECRET-VALUE\n');
        expect((await stage.terminal.run(['login', '--store', 'file'], { env: elsewhere() })).code).to.equal(0);
        expect((await stage.terminal.run(['token'], { env: elsewhere() })).stdout).to.equal('at-SECRET-VALUE\n');
      });
    }

    it('os_store_package: the same, where the package was not installed', async () => {
      const app = await installWithout('@napi-rs');
      try {
        const options = { env: stage.env, main: join(app, 'client-cli/main.ts') };
        expectStoreProblem(await stage.terminal.run(['login', '--store', 'os', '--json'], options), 'os_store_package');
        const first = await stage.terminal.run(['login'], options);
        expect(first.code).to.equal(0);
        expect(first.stderr).to.match(
          /note: The part of this program that talks to the Secret Service is not installed.* Install this program again, .*"countersign login --store auto"\./,
        );
      } finally {
        await rm(app, { recursive: true });
      }
    });
  });
});
