import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import { needsProgram } from '../support/find-program.ts';
import type { RunOptions, TestConsole } from '../support/run-console.ts';
import { code, tokens } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

/** Runs the program as a shell would that has set up its streams so. */
const inBash = (redirection: string): RunOptions => ({ wrapper: ['bash', '--norc', '-c', `"$@" ${redirection}`, 'bash'] });

/** Runs the program in front of a real terminal of this size (script(1) of util-linux makes one); everything arrives on standard output. */
const onTerminal = (columns: number): RunOptions => ({
  wrapper: ['bash', '--norc', '-c', `script -qec "stty cols ${columns} rows 24; $(printf '%q ' "$@")" /dev/null`, 'bash'],
});

describe('the console in odd surroundings: a sentence and the right number', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage), {
    script: () => ({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('first')] }),
  });

  describe('a home', () => {
    const homes: Readonly<Record<string, { readonly home: string; readonly status: number; readonly login: number }>> = {
      'that is not there, and cannot be made': { home: '/proc/nobody', status: 4, login: 8 },
      'that is read-only': { home: '/sys', status: 4, login: 8 },
      'that is a file': { home: '/etc/hosts', status: 8, login: 8 },
      'that is a device': { home: '/dev/null', status: 8, login: 8 },
    };
    for (const [name, { home, ...exits }] of Object.entries(homes)) {
      it(`${name}: no code is asked for, and nothing breaks`, async () => {
        const env = { HOME: home, COUNTERSIGN_HOME: undefined };
        for (const command of ['status', 'login'] as const) {
          const run = await terminal.run([command, '--store', 'file'].slice(0, command === 'login' ? 3 : 1), { env });
          expect(run.code, run.stderr).to.equal(exits[command]);
          expect(run.stderr).to.match(/^error: [^\n]+\.\n next: [^\n]+\.\n$/);
        }
        expect(server.at('/device_authorization')).to.have.length(0);
        for (const command of [['help'], ['completion', 'bash']]) {
          const run = await terminal.run(command, { env });
          expect(run, command.join(' ')).to.include({ code: 0 });
        }
        const list = await terminal.run(['profile', 'list'], { env });
        expect(list.code, 'what cannot be read is not taken for nothing').to.equal(exits.status === 4 ? 0 : 8);
        expect((await terminal.run(['logout'], { env })).code).to.be.oneOf([0, 8]);
      });
    }

    it('whose profile folder is closed', async function () {
      const home = join(terminal.home, 'home');
      await mkdir(home);
      await writeFile(join(home, 'profiles'), ''); // a file in the way, which stops root too
      await chmod(home, 0o500);
      const run = await terminal.run(['login', '--store', 'file'], { env: { COUNTERSIGN_HOME: home } });
      expect(run.code, run.stderr).to.equal(8);
    });
  });

  describe('streams', () => {
    it('standard output is closed, or nobody reads it: the work is done, and its number stays', async () => {
      expect(await terminal.run(['login'], inBash('>&-'))).to.include({ code: 0 });
      expect(await terminal.run(['help'], inBash('| true; exit "${PIPESTATUS[0]}"'))).to.include({ code: 0, stderr: '' });
      expect(await terminal.run(['status', '--json'], inBash('>&-'))).to.include({ code: 0, stderr: '' });
    });

    it('standard error is closed', async () => {
      expect(await terminal.run(['token'], inBash('2>&-'))).to.include({ code: 4, stdout: '' });
      expect(await terminal.run(['login', '--quiet'], inBash('2>&-'))).to.include({ code: 0 });
    });

    it('standard input is closed', async () => {
      await terminal.run(['login'], inBash('<&-'));
      const run = await terminal.run(['api', 'POST', `${server.issuer}/api`, '--data', '-'], inBash('<&-'));
      expect(run).to.include({ code: 0, stderr: '' });
    });

    it('all three are closed', async () => {
      expect((await terminal.run(['status'], inBash('<&- >&- 2>&-'))).code).to.equal(4);
    });

    it('what was asked for cannot be written: that is a failure, and is said', async () => {
      await terminal.run(['login']);
      for (const command of [['token'], ['status'], ['status', '--json'], ['help']]) {
        const run = await terminal.run(command, inBash('> /dev/full'));
        expect(run.code, command.join(' ')).to.equal(1);
        expect(run.stderr).to.match(/^error: Standard output could not be written: no space left \(ENOSPC\)\.\n next: [^\n]+\n$/);
      }
    });
  });

  describe('a terminal', () => {
    before(function () {
      needsProgram(this, 'script');
    });

    const visible = (output: string): string[] => output.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '').split(/\r?\n|\r/);

    it('of 40 columns shows nothing wider, but for addresses', async () => {
      for (const args of [['login'], ['status'], ['profile', 'list'], ['doctor'], ['token', '--profile', 'none']]) {
        const { stdout } = await terminal.run(args, { ...onTerminal(40), env: { LANG: 'C.UTF-8', TERM: 'xterm' } });
        const tooWide = visible(stdout).filter((line) => line.length > 40 && !/[/-]\S{20,}|\S{30,}/.test(line));
        expect(tooWide, args.join(' ')).to.deep.equal([]);
      }
    });

    it('has colours, unless NO_COLOR, TERM=dumb or --no-color say otherwise', async () => {
      const colored = /\u001b\[\d+m/;
      const seen = async (env: RunOptions['env'], ...more: string[]): Promise<string> =>
        (await terminal.run(['help', ...more], { ...onTerminal(80), env: { TERM: 'xterm', ...env } })).stdout;
      expect(await seen({})).to.match(colored);
      expect(await seen({ NO_COLOR: '1' })).not.to.match(colored);
      expect(await seen({ TERM: 'dumb' })).not.to.match(/\u001b/);
      expect(await seen({}, '--no-color')).not.to.match(colored);
    });

    it('that is dumb gets whole sentences and ASCII', async () => {
      const env = { TERM: 'dumb', LANG: 'C.UTF-8' };
      const { stdout, code: exit } = await terminal.run(['login'], { ...onTerminal(80), env });
      expect(exit, stdout).to.equal(0);
      expect(stdout)
        .to.include('WDJB-MJHT')
        .and.not.match(/\u001b/);
      expect(stdout.replaceAll('’', "'")).to.match(/^[\r\n\x20-\x7e]*$/);
    });
  });
});
