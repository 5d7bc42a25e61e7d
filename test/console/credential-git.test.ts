import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { needsProgram } from '../support/find-program.ts';
import { startGitServer } from '../support/git-server.ts';
import type { GitServer } from '../support/git-server.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { TestConsole } from '../support/run-console.ts';
import { code, dpopMetadata, oauthError, startScriptedIssuer, tokens } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

const run = promisify(execFile);
const MAIN = resolve(import.meta.dirname, '../../client-cli/main.ts');

describe('countersign credential git', function () {
  let issuer: ScriptedIssuer;
  let terminal: TestConsole;

  before(async () => {
    issuer = await startScriptedIssuer();
    terminal = await createTestConsole();
  });
  after(async () => {
    await issuer.close();
    await terminal.remove();
  });

  beforeEach(() => login('Bearer'));

  async function login(kind: 'Bearer' | 'DPoP', more: object = {}, profile = 'default'): Promise<void> {
    const poll = [tokens('old', { token_type: kind, ...more })];
    issuer.play({
      metadata: dpopMetadata,
      deviceAuthorization: [code({ interval: 0.1 })],
      poll,
      refresh: [tokens('new', { token_type: kind })],
    });
    expect((await terminal.run(['login', '--issuer', issuer.issuer, '--profile', profile])).code).to.equal(0);
  }

  const ask = (stdin: string, ...more: string[]): ReturnType<TestConsole['run']> =>
    terminal.run(['credential', 'git', '--for', 'https://git.example.com', ...more], { stdin });
  const HOST = 'protocol=https\nhost=git.example.com\n';

  describe('as git speaks to it (git-credential, "INPUT/OUTPUT FORMAT")', () => {
    it('gives a token as such to a git that knows them, not to be stored elsewhere, and says when it runs out', async () => {
      const { stdout, code: exit } = await ask(
        `capability[]=authtype\ncapability[]=state\n${HOST}wwwauth[]=Basic realm="x"\n\n`,
        'get',
      );
      expect(exit).to.equal(0);
      const [expiry = '', ...others] = stdout.trimEnd().split('\n').reverse();
      expect(others.reverse()).to.deep.equal(['capability[]=authtype', 'authtype=Bearer', 'credential=at-old', 'ephemeral=1']);
      expect(Number(expiry.replace('password_expiry_utc=', '')) - Date.now() / 1000).to.be.within(500, 601);
    });

    it('gives it as a password to others, with the name that the URL has, and never the refresh token', async () => {
      expect((await ask(`${HOST}\n`, 'get')).stdout).to.match(/^username=oauth2\npassword=at-old\npassword_expiry_utc=\d+\n$/);
      expect((await ask(`${HOST}username=alice\n\n`, 'get')).stdout).to.match(/^username=alice\npassword=at-old\n/);
      const forced = await ask(`capability[]=authtype\n${HOST}\n`, '--basic', '--username', 'me', 'get');
      expect(forced.stdout)
        .to.match(/^username=me\npassword=at-old\n/)
        .and.not.include('rt-old');
    });

    const others: readonly (readonly [what: string, asked: string])[] = [
      ['another host, as of a submodule', 'protocol=https\nhost=evil.example\n'],
      ['a host that begins alike', 'protocol=https\nhost=git.example.com.evil.example\n'],
      ['a host with ours as its user', 'protocol=https\nhost=git.example.com@evil.example\n'],
      ['a host with a path in it', 'protocol=https\nhost=git.example.com/evil\n'],
      ['another port', 'protocol=https\nhost=git.example.com:8443\n'],
      ['the same host without encryption', 'protocol=http\nhost=git.example.com\n'],
      ['the same host last, another before', 'host=git.example.com\nprotocol=https\nhost=evil.example\n'],
      ['a subdomain', 'protocol=https\nhost=a.git.example.com\n'],
      ['a host that ends where a query begins', 'protocol=https\nhost=git.example.com?.evil.example\n'],
      ['a host that ends where a fragment begins', 'protocol=https\nhost=git.example.com#.evil.example\n'],
      ['a host with a tab, which a URL passes over', 'protocol=https\nhost=git.exam\tple.com\n'],
      ['a host with an encoded dot', 'protocol=https\nhost=git%2eexample.com\n'],
      ['a host with a password before it', 'protocol=https\nhost=:x@git.example.com\n'],
      ['a host with a back slash', 'protocol=https\nhost=git.example.com\\.evil.example\n'],
      ['no host', 'protocol=https\n'],
      ['nothing', ''],
    ];
    for (const [what, asked] of others) {
      it(`says nothing to: ${what}`, async () => {
        expect(await ask(`${asked}\n`, 'get')).to.include({ code: 0, stdout: '', stderr: '' });
      });
    }

    it('keeps to a path where one is named', async () => {
      const below = (path: string): ReturnType<TestConsole['run']> =>
        terminal.run(['credential', 'git', '--for', 'https://git.example.com/team', 'get'], { stdin: `${HOST}path=${path}\n\n` });
      expect((await below('team/notes.git')).stdout).to.include('at-old');
      const ways = ['team/../evil', 'team/%2e%2e/evil', 'team\\..\\evil', 'team/./x', 'team/..', 'team/x?y', 'team/a\tb'];
      for (const path of ['team-evil/notes.git', 'other/notes.git', '', ...ways])
        expect((await below(path)).stdout, path).to.equal('');
    });

    it('says nothing to what it does not know, and needs to be told a place', async () => {
      expect(await ask(HOST, 'store')).to.include({ code: 0, stdout: '', stderr: '' });
      expect(await ask(HOST, 'future')).to.include({ code: 0, stdout: '', stderr: '' });
      expect((await terminal.run(['credential', 'git', 'get'], { stdin: HOST })).code).to.equal(2);
      expect((await ask(HOST, '--for', 'https://git.example.com/team?a', 'get')).code).to.equal(2);
      expect(
        (await terminal.run(['credential', 'git', '--for', 'http://git.example.com', 'get'], { stdin: HOST })).code,
      ).to.equal(2);
    });

    it('has git stop, rather than ask a person for a password, when there is no token to give', async () => {
      const nobody = await ask(`${HOST}\n`, '--profile', 'nobody', 'get');
      expect(nobody).to.include({ code: 4, stdout: 'quit=1\n' });
      expect(nobody.stderr).to.include('countersign login');
      await login('DPoP', {}, 'bound');
      const bound = await ask(`${HOST}\n`, '--profile', 'bound', 'get');
      expect(bound).to.include({ code: 2, stdout: 'quit=1\n' });
      expect(bound.stderr).to.include('countersign login --bearer');
    });

    it('renews a token that was refused, once, and logs nobody out', async () => {
      expect((await ask(`${HOST}username=oauth2\npassword=at-other\n\n`, 'erase')).code).to.equal(0);
      expect((await ask('protocol=https\nhost=evil.example\npassword=at-old\n\n', 'erase')).code).to.equal(0);
      expect((await ask(`${HOST}\n`, 'get')).stdout).to.include('at-old');
      expect(await ask(`${HOST}username=oauth2\npassword=at-old\n\n`, 'erase')).to.include({ code: 0, stdout: '', stderr: '' });
      expect((await ask(`${HOST}\n`, 'get')).stdout).to.include('at-new');
    });
  });

  describe('with git itself, and a remote that wants a token', () => {
    let folder: string;
    let remote: GitServer;
    let env: NodeJS.ProcessEnv;

    before(function () {
      needsProgram(this, 'git');
    });
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'git-'));
      remote = await startGitServer(folder, 'at-old');
      const helper = `!${process.execPath} --no-warnings ${MAIN} credential git --for ${remote.address}`;
      const settings = [
        '[user]',
        'name = A',
        'email = a@example.com',
        '[credential]',
        `helper = "${helper}"`,
        '[init]',
        'defaultBranch = main',
      ];
      await writeFile(join(folder, 'gitconfig'), settings.join('\n'));
      env = {
        PATH: process.env.PATH,
        HOME: folder,
        COUNTERSIGN_HOME: terminal.home,
        GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
      };
    });
    afterEach(async () => {
      await remote.close();
      await rm(folder, { recursive: true, force: true });
    });

    const git = (...args: string[]): Promise<{ stdout: string; stderr: string }> => run('git', ['-C', folder, ...args], { env });

    it('pushes, clones and fetches, and leaves the token nowhere', async () => {
      await git('init', '--quiet', 'work');
      await writeFile(join(folder, 'work/note'), 'hello');
      await git('-C', 'work', 'add', 'note');
      await git('-C', 'work', 'commit', '--quiet', '-m', 'first');
      await git('-C', 'work', 'push', '--quiet', `${remote.address}/notes.git`, 'main');
      await git('clone', '--quiet', `${remote.address}/notes.git`, 'copy');
      expect(await readFile(join(folder, 'copy/note'), 'utf8')).to.equal('hello');
      await git('-C', 'copy', 'fetch', '--quiet');
      expect(
        remote.seen.filter((credentials) => credentials !== '').every((credentials) => credentials.endsWith('at-old')),
      ).to.equal(true);
      const entries = await readdir(join(folder, 'copy'), { recursive: true, withFileTypes: true });
      for (const entry of entries.filter((one) => one.isFile()))
        expect(await readFile(join(entry.parentPath, entry.name), 'utf8'), entry.name).not.to.include('at-old');
    });

    it('fails with a token that is refused, and works the next time, with another', async () => {
      remote.accept('at-new');
      const clone = ['clone', '--quiet', `${remote.address}/notes.git`, 'copy'];
      await git(...clone).then(
        () => expect.fail('the old token was accepted'),
        () => undefined,
      );
      await git(...clone);
      expect(remote.seen.at(-1)).to.match(/at-new$/);
    });

    it('gives nothing to another host that a submodule names', async () => {
      const evil = await startGitServer(await mkdtemp(join(folder, 'evil-')), 'at-old');
      await git('ls-remote', `${evil.address}/notes.git`).catch(() => undefined);
      expect(evil.seen.length).to.be.above(0);
      expect(evil.seen.join('')).to.equal('');
      await evil.close();
    });

    it('says what to do when nobody is logged in, and asks for no password', async () => {
      issuer.play({ refresh: [oauthError('invalid_grant')] });
      expect((await terminal.run(['logout', '--local-only'])).code).to.equal(0);
      const failed = await git('ls-remote', `${remote.address}/notes.git`).catch((error: unknown) => error as { stderr: string });
      expect(failed.stderr)
        .to.include('next: Log in with "countersign login"')
        .and.match(/told us to quit/);
    });
  });
});
