import { execFile } from 'node:child_process';
import { readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { tokenCommand } from '../../client-cli/program/token-command.ts';
import { VERSION } from '../../client-cli/version.ts';
import { allNodes } from '../support/all-nodes.ts';
import { expectStoreProblem } from '../support/expect-store-problem.ts';
import { installConsole } from '../support/installed-console.ts';
import type { InstalledConsole } from '../support/installed-console.ts';
import { loadedFiles } from '../support/loaded-files.ts';
import { createPerson } from '../support/person.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import { code, startScriptedIssuer, tokens } from '../support/scripted-issuer.ts';
import { needsSecretService, startSecretService } from '../support/secret-service.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { timeBeside } from '../support/time-beside.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** Above the goal of 1.6, for machines unlike ours and busy ones, where all that is waited for takes longer. */
const TOO_SLOW = 3;

/** What else a machine does meanwhile only ever adds: the best round is the truest, and once one is good enough the others are not run. */
const ROUNDS = 6;

/** A server where a login takes no approval. */
const oneLogin = { deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('os')] };

/** Names of files below a folder, with the folders between. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

describe('the console as it is published', function () {
  this.timeout(120_000);
  let installed: InstalledConsole;
  let server: ServerProcess;

  before(async () => {
    [installed, server] = await Promise.all([installConsole(), startServer()]);
  });
  after(async () => {
    await server.stop();
    await installed.remove();
  });

  describe('the archive', () => {
    it('has a README, a license and a manual page, and no source, test or build', async () => {
      const names = (await filesIn(installed.unpacked)).map((path) => path.slice(installed.unpacked.length + 1));
      expect(names).to.include.members([
        'README.md',
        'LICENSE',
        'package.json',
        'dist/main.cjs',
        'dist/index.js',
        'dist/man/countersign.1',
      ]);
      expect(
        names.filter((name) => !/^(?:README\.md|LICENSE|package\.json|dist\/.+\.(?:c?js|d\.ts|1))$/.test(name)),
      ).to.deep.equal([]);
    });

    it('says nothing of the machine it was made on', async () => {
      for (const path of await filesIn(installed.unpacked)) expect(await readFile(path, 'utf8'), path).not.to.include(root);
    });

    it('runs nothing when it is installed, and nothing that comes with it does', async () => {
      const manifests = (await filesIn(join(installed.folder, 'node_modules'))).filter(
        (path) => basename(path) === 'package.json',
      );
      expect(manifests.length).to.be.above(5);
      for (const path of manifests) {
        const { scripts = {} } = JSON.parse(await readFile(path, 'utf8')) as { scripts?: Record<string, string> };
        expect(scripts, path).not.to.have.any.keys('preinstall', 'install', 'postinstall');
      }
    });

    it('takes less than 6 MB with everything it needs, without optional parts', async () => {
      const sizes = await Promise.all(
        (await filesIn(join(installed.folder, 'node_modules'))).map(async (path) => (await stat(path)).size),
      );
      const blocks = sizes.reduce((sum, size) => sum + Math.ceil(size / 4096) * 4096, 0); // as a disk counts them
      expect(blocks).to.be.within(1e6, 6e6);
    });
  });

  describe('what is asked for all day', () => {
    const TEXT = tokenCommand.about?.[0] ?? '';

    it('is CommonJS and holds no help text; whoever asks for help loads those', async () => {
      const dist = join(installed.unpacked, 'dist');
      const often = (await filesIn(dist)).filter((path) => path.endsWith('.cjs'));
      expect(often.map((path) => basename(path)).sort()).to.deep.equal([
        'credential.cjs',
        'environment-key.cjs',
        'every-run.cjs',
        'main.cjs',
        'status.cjs',
      ]);
      for (const path of often) expect(await readFile(path, 'utf8'), path).not.to.include(TEXT);
      const { size } = await stat(join(dist, 'parts/every-run.cjs'));
      expect(size, 'all of it is looked through at every run: decision 20').to.be.below(80_000);
      expect(await readFile(join(dist, 'parts/all-commands.js'), 'utf8')).to.include(TEXT);
      expect((await run(process.execPath, [installed.main, 'help', '--man'])).stdout).to.include(TEXT.slice(0, 40));
    });
  });

  describe('the types', () => {
    for (const [moduleResolution, module] of [
      ['nodenext', 'nodenext'],
      ['bundler', 'esnext'],
    ] as const) {
      it(`resolve for a program in TypeScript, with moduleResolution ${moduleResolution}`, async () => {
        const program = join(installed.folder, `${moduleResolution}.ts`);
        const lines = [
          `import { LoginRequired, openSession } from '@countersign/console';`,
          `const session = await openSession({ profile: 'default' });`,
          `const token: string = await session.getToken({ minTtl: 60 });`,
          `// @ts-expect-error -- it is not any`,
          `const wrong: number = token;`,
          `console.log(wrong, new Error() instanceof LoginRequired);`,
        ];
        await writeFile(program, lines.join('\n'));
        const flags = [
          '--noEmit',
          '--strict',
          '--skipLibCheck',
          'false',
          '--target',
          'es2023',
          '--lib',
          'es2023',
          '--types',
          'node',
        ];
        const roots = ['--typeRoots', join(root, 'node_modules/@types')];
        const tsc = join(root, 'node_modules/typescript/bin/tsc');
        const checked = run(
          process.execPath,
          [tsc, ...flags, ...roots, '--module', module, '--moduleResolution', moduleResolution, program],
          {
            cwd: installed.folder,
          },
        );
        await checked.catch((error: unknown) => expect.fail((error as { readonly stdout: string }).stdout));
      });
    }
  });

  /** Logs in, and approves as soon as the code is shown. */
  async function pair(terminal: TestConsole, more: readonly string[]): Promise<ConsoleRun> {
    let isDecided = false;
    return terminal.run(['login', '--json', '--store', 'file', '--scope', 'notes:read', ...more], {
      watch(output) {
        const code = /"user_code":"([^"]+)"/.exec(output)?.[1];
        if (code === undefined || isDecided) return;
        isDecided = true;
        const alice = createPerson(server.issuer);
        void alice.signIn().then(() => alice.decide(code, 'approve'));
      },
    });
  }

  for (const { path: node, version } of allNodes()) {
    describe(`run by Node ${version}`, () => {
      let terminal: TestConsole;

      before(async () => {
        terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer, NODE_COMPILE_CACHE: undefined }, [
          node,
          installed.main,
        ]);
      });
      after(() => terminal.remove());

      it('says its version, and exports the library', async () => {
        expect(await terminal.run(['--version'])).to.deep.include({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
        const program = `import * as library from '@countersign/console'; console.log(Object.keys(library).join())`;
        const { stdout, stderr } = await run(node, ['--input-type=module', '-e', program], { cwd: installed.folder });
        expect(stdout.trim().split(',')).to.include.members([
          'openSession',
          'Problem',
          'LoginRequired',
          'Temporary',
          'StoreUnavailable',
        ]);
        expect(stderr).to.equal('');
      });

      it('logs in at a server, with a key and as a bearer, and hands out tokens', async () => {
        const logins = [['--bearer', '--client-id', 'console-bearer', '--profile', 'bearer'], []].map((more) =>
          pair(terminal, more),
        );
        for (const login of await Promise.all(logins)) expect(login.code, login.stderr).to.equal(0);
        expect((await terminal.run(['token', '--profile', 'bearer'])).stdout).to.match(/^eyJ[\w.-]+\n$/);
        const headers = await terminal.run(['token', '--header', '--url', 'https://api.example/notes']);
        expect(headers.stdout).to.match(/^Authorization: DPoP eyJ\S+\nDPoP: eyJ\S+\n$/);
        expect((await terminal.run(['status'])).stdout).to.include('alice');
      });

      it('loads two files for a token, one or two more for the status and for the helper of another program, and no package', async () => {
        const spec = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', spec: {} };
        const env = { PATH: process.env.PATH, COUNTERSIGN_HOME: terminal.home, KUBERNETES_EXEC_INFO: JSON.stringify(spec) };
        for (const [args, ...more] of [
          [['token', '--profile', 'bearer']],
          [['token', '--header', '--url', 'https://api.example/notes']],
          [['status'], 'status.cjs'],
          [['credential', 'kubernetes', '--profile', 'bearer'], 'credential.cjs', 'status.cjs'],
        ] as const) {
          const files = await loadedFiles([installed.main, ...args], env);
          expect(
            files.map((path) => basename(path)),
            args.join(' '),
          ).to.have.members(['main.cjs', 'every-run.cjs', ...more]);
        }
      });

      it(`gives a token in less than ${TOO_SLOW} times what an empty program takes (the goal is 1.6: docs/console.md)`, () => {
        const env = { PATH: process.env.PATH, COUNTERSIGN_HOME: terminal.home };
        let best = Infinity;
        for (let round = 0; round < ROUNDS && best >= TOO_SLOW; round++)
          best = Math.min(
            best,
            timeBeside(node, [installed.main, 'token', '--profile', 'bearer'], ['-e', '0'], { pairs: 12, env }).ratio,
          );
        expect(best).to.be.below(TOO_SLOW);
      });

      it('keeps the key in the store of the operating system once the optional package is there, and says so before', async function () {
        if (process.platform !== 'linux') this.skip(); // elsewhere it would be the store of whoever runs the tests
        needsSecretService(this);
        const [service, issuer] = await Promise.all([startSecretService(), startScriptedIssuer(oneLogin)]);
        const optional = join(installed.folder, 'node_modules/@napi-rs');
        const options = { env: { ...service.env, COUNTERSIGN_ISSUER: issuer.issuer } };
        const login = ['login', '--store', 'os', '--profile', 'os', '--json'];
        try {
          expectStoreProblem(await terminal.run(login, options), 'os_store_package');
          await symlink(join(root, 'node_modules/@napi-rs'), optional);
          expect((await terminal.run(login, options)).code).to.equal(0);
          expect((await terminal.run(['token', '--profile', 'os'], options)).stdout).to.equal('at-os\n');
          expect(await service.count()).to.equal(1);
          expect((await terminal.run(['profile', 'remove', 'os', '--force'], options)).code).to.equal(0);
          expect(await service.count()).to.equal(0);
        } finally {
          await rm(optional, { force: true });
          await Promise.all([service.stop(), issuer.close()]);
        }
      });
    });
  }
});
