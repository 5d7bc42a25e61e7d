import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { COMMANDS } from '../../client-cli/program/all-commands.ts';
import { readFlags } from '../../client-cli/program/flags.ts';
import { GLOBAL_OPTIONS, HELP_OPTION } from '../../client-cli/program/global-options.ts';
import { everyCommand } from '../support/command-line.ts';
import { needsProgram } from '../support/find-program.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { TestConsole } from '../support/run-console.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const HAS_COMMANDS = everyCommand(COMMANDS).find(({ declaration }) => declaration.commands !== undefined)!;

/** What can be typed where, and what must be offered: the same for every shell. The last word is being typed. */
const OFFERS: readonly [typed: readonly string[], offered: readonly string[]][] = [
  [[''], COMMANDS.map(({ name }) => name)],
  [['log'], ['login', 'logout']],
  [
    ['--profile', 'work', 'log'],
    ['login', 'logout'],
  ],
  [
    ['status', '--no-'],
    ['--no-color', '--no-input'],
  ],
  [['login', '--issuer', 'https://id.example', '--store', 'me'], ['memory']],
  [['token', '--header', '--me'], ['--method']],
  [
    ['api', 'P'],
    ['PATCH', 'POST', 'PUT'],
  ],
  [
    ['api', '--header', 'A: b', 'P'],
    ['PATCH', 'POST', 'PUT'],
  ],
  [
    ['completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
  [[...HAS_COMMANDS.path, ''], HAS_COMMANDS.declaration.commands!.map(({ name }) => name)],
  [['help', 'st'], ['status']],
  [
    ['status', '--profile', ''],
    ['default', 'work'],
  ],
  [['profile', 'use', 'w'], ['work']],
];

describe('completion (a real shell does it)', () => {
  let terminal: TestConsole;
  let folder: string;
  let env: Record<string, string>;

  /** The lines that a script for a shell prints, sorted. */
  async function linesOf(shell: string, script: string, args: readonly string[] = []): Promise<string[]> {
    const { stdout, stderr } = await run(shell, args.length > 0 ? [...args, script] : ['-c', script], { env, cwd: folder });
    expect(stderr).to.equal('');
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .sort();
  }

  before(async () => {
    terminal = await createTestConsole();
    folder = await mkdtemp(join(tmpdir(), 'completion-'));
    for (const profile of ['default', 'work', '$(touch PWNED)', ';touch PWNED', '`touch PWNED`'])
      await mkdir(join(terminal.home, 'profiles', profile), { recursive: true });
    for (const shell of ['bash', 'zsh', 'fish'])
      await writeFile(join(folder, `script.${shell}`), (await terminal.run(['completion', shell])).stdout);
    // As it would be installed: a program of that name in the PATH.
    const program = join(folder, 'countersign');
    await writeFile(program, `#!/bin/sh\nexec "${process.execPath}" --no-warnings "${root}/client-cli/main.ts" "$@"\n`);
    await chmod(program, 0o755);
    await writeFile(join(folder, 'authority.pem'), '');
    // As somebody else may have put it into a folder that people work in.
    await mkdir(join(folder, 'project'));
    await writeFile(join(folder, 'project/countersign'), `#!/bin/sh\ntouch "${folder}/PWNED"\n`, { mode: 0o755 });
    env = {
      PATH: `${folder}:${process.env.PATH!}`,
      HOME: folder,
      COUNTERSIGN_HOME: terminal.home,
      TERM: 'dumb',
      LC_ALL: 'C.UTF-8',
    };
  });
  after(async () => {
    await terminal.remove();
    await rm(folder, { recursive: true });
  });
  afterEach('nothing that a folder is called was run', async () => {
    expect(await readdir(folder)).not.to.include('PWNED');
  });

  describe('bash', () => {
    before(function () {
      needsProgram(this, 'bash');
    });

    const complete = (typed: readonly string[], more = ''): string =>
      [
        'source ./script.bash',
        `COMP_WORDS=(countersign ${typed.map((word) => `'${word}'`).join(' ')})`,
        `COMP_CWORD=${typed.length}`,
        '[[ $(complete -p countersign) == "complete -F _countersign countersign" ]] && _countersign countersign "" ""',
        `printf '%s\\n' "\${COMPREPLY[@]}"${more}`,
      ].join('; ');

    for (const [typed, offered] of OFFERS) {
      it(`offers ${offered.join(', ')} after "countersign ${typed.join(' ')}"`, async () => {
        expect(await linesOf('bash', complete(typed), ['--norc', '-euc'])).to.deep.equal([...offered].sort());
      });
    }

    it('runs no program that the folder one works in has under that name', async () => {
      const typed = ['./project/countersign', 'project/countersign', '../countersign/project'];
      for (const word of typed) {
        const script = complete(['status', '--profile', '']).replace('(countersign', `('${word}'`);
        expect(await linesOf('bash', script, ['--norc', '-euc']), word).to.deep.equal(['default', 'work']);
      }
      const whole = complete(['status', '--profile', 'w']).replace('(countersign', `(${folder}/countersign`);
      expect(await linesOf('bash', whole, ['--norc', '-euc'])).to.deep.equal(['work']);
      const home = complete(['status', '--profile', 'w']).replace('(countersign', `('~/countersign'`);
      expect(await linesOf('bash', home, ['--norc', '-euc'])).to.deep.equal(['work']);
    });

    it('offers exactly the options that each command has', async () => {
      const commands = everyCommand(COMMANDS);
      const scripts = commands.map(({ path }) => complete([...path, '--'], ' | tr "\\n" " "; echo'));
      const { stdout } = await run('bash', ['--norc', '-c', scripts.join('\n')], { env, cwd: folder });
      const offered = stdout
        .trim()
        .split('\n')
        .map((line) => line.trim().split(' ').sort());
      const expected = commands.map(({ declaration }) =>
        [...GLOBAL_OPTIONS, HELP_OPTION, ...(declaration.options ?? [])].map((option) => readFlags(option).long).sort(),
      );
      expect(offered).to.deep.equal(expected);
    });

    it('offers files where a file is meant, also after the sign =', async () => {
      expect(await linesOf('bash', complete(['status', '--ca-file', 'auth']), ['--norc', '-c'])).to.deep.equal(['authority.pem']);
      expect(await linesOf('bash', complete(['status', '--ca-file', '=', 'auth']), ['--norc', '-c'])).to.deep.equal([
        'authority.pem',
      ]);
      expect(await linesOf('bash', complete(['login', '--store', '=']), ['--norc', '-c'])).to.include.members(['file', 'memory']);
    });
  });

  describe('fish', () => {
    before(function () {
      needsProgram(this, 'fish');
    });

    for (const [typed, offered] of OFFERS) {
      it(`offers ${offered.join(', ')} after "countersign ${typed.join(' ')}"`, async () => {
        const line = ['countersign', ...typed.map((word) => (word.includes(' ') ? `"${word}"` : word))].join(' ');
        const script = `source script.fish; complete -C '${line}'`;
        const words = (await linesOf('fish', script, ['--no-config', '-c'])).map((found) => found.split('\t')[0]);
        expect(words).to.deep.equal([...offered].sort());
      });
    }

    it('says what each word does', async () => {
      const [line] = await linesOf('fish', "source script.fish; complete -C 'countersign logi'", ['--no-config', '-c']);
      expect(line).to.equal('login\tlog in, and keep the login for later runs');
    });
  });

  describe('zsh', () => {
    before(function () {
      needsProgram(this, 'zsh');
    });

    /** Types into a real zsh on a terminal of its own, presses Tab, and looks at the line that results. */
    const TYPE = `
zmodload zsh/zpty
zpty shell 'zsh -f -i'
zpty -w shell 'PS1=; PS2=; unsetopt beep; autoload -Uz compinit; compinit -u -d ./zcompdump; source ./script.zsh'
zpty -w shell 'show() { print -r -- "$BUFFER" >> ./typed; BUFFER=; }; zle -N show; bindkey "^T" show; print ready > ./ready'
while [[ ! -e ready ]]; do sleep 0.05; done
for line in "$@"; do zpty -n -w shell "$line"$'\\t\\x14'; done
zpty -w shell 'print done > ./done'
while [[ ! -e done ]]; do sleep 0.05; zpty -r -t shell > /dev/null; done
zpty -d shell`;

    it('completes commands, options, values, profiles and files', async () => {
      const unique = OFFERS.filter(([, offered]) => offered.length === 1);
      const lines = unique.map(([typed]) => ['countersign', ...typed].join(' '));
      lines.push('countersign status --ca-file auth', 'countersign login --store=me');
      lines.push('./project/countersign status --profile w', '~/countersign status --profile w');
      const driver = join(folder, 'type.zsh');
      await writeFile(driver, TYPE);
      await run('zsh', ['-f', driver, ...lines], { env: { ...env, TERM: 'vt100' }, cwd: folder, timeout: 25_000 });
      const typed = (await readFile(join(folder, 'typed'), 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => line.trimEnd());
      const wanted = unique.map(([words, [offer]]) => ['countersign', ...words.slice(0, -1), offer].join(' '));
      expect(typed).to.deep.equal([
        ...wanted,
        ...['countersign status --ca-file authority.pem', 'countersign login --store=memory'],
        ...['./project/countersign status --profile work', '~/countersign status --profile work'],
      ]);
    });
  });
});
