import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, readdir, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import { code, dpopMetadata, pending, tokens } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

const KEY = '0123456789abcdef'.repeat(4);

describe('where the console keeps a login', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;
  let folder: string;
  let sealed: string;

  setScriptedStage((stage) => ({ server, terminal } = stage), {
    script: () => ({
      metadata: dpopMetadata,
      deviceAuthorization: [code({ interval: 0.1 })],
      poll: [tokens('SECRET-VALUE', { token_type: 'DPoP' })],
    }),
  });
  beforeEach(() => {
    folder = join(terminal.home, 'profiles', 'default');
    sealed = join(folder, 'login.1.jwe'); // the first one
  });

  /** A file and a folder of this user only, whatever was there before. */
  async function modeOf(path: string): Promise<string> {
    return ((await stat(path)).mode & 0o777).toString(8);
  }

  async function everyFile(): Promise<string[]> {
    const entries = await readdir(terminal.home, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }

  it('is open to this user only', async () => {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await chmod(folder, 0o755);
    await terminal.run(['login']);
    expect(await modeOf(folder)).to.equal('700');
    for (const file of await everyFile()) expect(await modeOf(file), file).to.equal('600');
  });

  it('leaves the rights of a folder alone that a person named for it', async () => {
    await chmod(terminal.home, 0o755);
    await terminal.run(['login']);
    expect(await modeOf(terminal.home)).to.equal('755');
  });

  it('holds no secret in clear, and nothing that was left over', async () => {
    await terminal.run(['login']);
    const files = await everyFile();
    expect(files.map((file) => file.slice(terminal.home.length + 1)).sort()).to.deep.equal([
      'profiles/default/login.1.jwe',
      'profiles/default/profile.json',
      'store.key',
    ]);
    for (const file of files) expect(await readFile(file, 'utf8')).not.to.match(/SECRET-VALUE|"d":/);
    const header = JSON.parse(Buffer.from((await readFile(sealed, 'utf8')).split('.')[0]!, 'base64url').toString()) as object;
    expect(header).to.include({ alg: 'dir', enc: 'A256GCM', profile: 'default' });
  });

  it('says once under where the login is kept, that a key file does not protect against every program', async () => {
    const { stderr } = await terminal.run(['login']);
    expect(stderr).to.match(
      /Kept in .*\nnote: The Secret Service .*\nnote: The key file does not protect against programs that run as you\.\n$/,
    );
    expect((await terminal.run(['login'])).stderr).not.to.include('programs that run as you');
  });

  it('is sealed with COUNTERSIGN_STORE_KEY where it is set, and no key is written then', async () => {
    const env = { COUNTERSIGN_STORE_KEY: KEY };
    await terminal.run(['login'], { env });
    expect(await everyFile()).not.to.include(join(terminal.home, 'store.key'));
    expect((await terminal.run(['status'], { env })).stdout).to.include('COUNTERSIGN_STORE_KEY');
    expect((await terminal.run(['status'], { env: { COUNTERSIGN_STORE_KEY: 'correct horse battery staple' } })).code).to.equal(8);
  });

  it('moves from a key file to COUNTERSIGN_STORE_KEY at a login only, and says so', async () => {
    await terminal.run(['login']);
    const env = { COUNTERSIGN_STORE_KEY: KEY };
    const status = await terminal.run(['status'], { env });
    expect(status.stderr).to.match(/^note: COUNTERSIGN_STORE_KEY is set and not in use: /);
    expect(await terminal.run(['status', '--quiet'], { env })).to.include({ code: 0, stdout: '', stderr: '' });
    const moved = await terminal.run(['login'], { env });
    expect(moved.stderr).to.include('note: The login is sealed with COUNTERSIGN_STORE_KEY from now on. If you did not set');
    expect((await terminal.run(['login'], { env })).stderr).not.to.include('from now on');
  });

  it('can be sealed with a passphrase', async () => {
    const env = { COUNTERSIGN_STORE_KEY: 'correct horse battery staple' };
    await terminal.run(['login'], { env });
    expect((await terminal.run(['status'], { env })).code).to.equal(0);
    const wrong = await terminal.run(['status', '--json'], { env: { COUNTERSIGN_STORE_KEY: 'correct horse battery stable' } });
    expect(wrong.events[0]?.error?.code).to.equal('store_wrong_key');
    expect((await terminal.run(['login'], { env: { COUNTERSIGN_STORE_KEY: 'too short' } })).code).to.equal(3);
  });

  it('is never a weaker place than before without being told to', async () => {
    await terminal.run(['login'], { env: { COUNTERSIGN_STORE_KEY: KEY } });
    const asked = server.at('/device_authorization').length;
    for (const args of [['status'], ['login']]) {
      const run = await terminal.run([...args, '--json']);
      expect(run.code).to.equal(8);
      expect(run.events.at(-1)?.error?.code).to.equal('store_key_missing');
    }
    expect(server.at('/device_authorization')).to.have.length(asked);
    expect((await terminal.run(['login', '--store', 'file'])).code).to.equal(0);
  });

  describe('and it was changed by somebody', () => {
    const changes: readonly (readonly [name: string, change: () => Promise<void>, code: string])[] = [
      ['a byte of the ciphertext', () => changePart(3), 'store_damaged'],
      ['a byte of the tag', () => changePart(4), 'store_damaged'],
      ['a byte of the nonce', () => changePart(2), 'store_damaged'],
      ['the header', () => changePart(0), 'store_damaged'],
      ['cut short', () => truncate(sealed, 100), 'store_damaged'],
      ['emptied', () => truncate(sealed, 0), 'store_damaged'],
      ['something else altogether', () => writeFile(sealed, '{"access_token": "mine"}'), 'store_damaged'],
      [
        'the key',
        () => writeFile(join(terminal.home, 'store.key'), `${Buffer.alloc(32).toString('base64url')}\n`),
        'store_wrong_key',
      ],
      ['the key is gone', () => rm(join(terminal.home, 'store.key')), 'store_key_file'],
      ['the key is cut short', () => truncate(join(terminal.home, 'store.key'), 10), 'store_key_file'],
      ['the key is open to others', () => chmod(join(terminal.home, 'store.key'), 0o644), 'store_exposed'],
      [
        'the key is elsewhere, and a link stands in its place',
        () => moveAndLink(join(terminal.home, 'store.key')),
        'store_not_ours',
      ],
      ['the file is elsewhere, and a link stands in its place', () => moveAndLink(sealed), 'store_not_ours'],
      ['a pipe stands in its place', () => replaceBy(sealed, () => execFileSync('mkfifo', [sealed])), 'store_not_ours'],
      ['a folder stands in its place', () => replaceBy(sealed, () => mkdir(sealed)), 'store_not_ours'],
    ];
    for (const [name, change, problem] of changes) {
      it(`${name}: named with a way out, exit code 8, and no crash`, async () => {
        await terminal.run(['login']);
        await change();
        expectRefused(await terminal.run(['token', '--json']), problem);
        const told = await terminal.run(['status']);
        expect(told.stderr)
          .to.match(/^error: .*\n next: .*\n$/)
          .and.not.match(/\bat .*\.ts:/);
        expect((await terminal.run(['logout', '--local-only'])).code).to.equal(0);
        expect((await terminal.run(['status'])).code).to.equal(4);
      });
    }

    async function moveAndLink(path: string): Promise<void> {
      await rename(path, `${path}.elsewhere`);
      await symlink(`${path}.elsewhere`, path);
    }

    async function replaceBy(path: string, make: () => unknown): Promise<void> {
      await rm(path);
      await make();
    }

    async function changePart(index: number): Promise<void> {
      const parts = (await readFile(sealed, 'utf8')).split('.');
      const part = parts[index]!;
      const middle = Math.floor(part.length / 2);
      parts[index] = part.slice(0, middle) + (part[middle] === 'A' ? 'B' : 'A') + part.slice(middle + 1);
      await writeFile(sealed, parts.join('.'));
    }
  });

  it('is not a file of another profile', async () => {
    await terminal.run(['login']);
    const other = join(terminal.home, 'profiles', 'other');
    await mkdir(other);
    await copyFile(sealed, join(other, 'login.1.jwe'));
    expectRefused(await terminal.run(['token', '--json', '--profile', 'other']), 'store_foreign');
  });

  it('can be replaced by a new login when it is damaged', async () => {
    await terminal.run(['login']);
    await writeFile(sealed, 'rubbish');
    expect((await terminal.run(['login'])).code).to.equal(0);
    expect((await terminal.run(['status'])).code).to.equal(0);
  });

  it('is tried out before a code is asked for', async () => {
    const run = await terminal.run(['login', '--json'], { env: { COUNTERSIGN_HOME: '/dev/null/here' } });
    expectRefused(run, 'store_unreadable');
    const full = await terminal.run(['login', '--json'], { wrapper: ['sh', '-c', 'ulimit -f 0; exec "$@"', 'sh'] });
    expectRefused(full, 'store_unwritable');
    expect(server.seen).to.have.length(0);
  });

  it('does not follow a link that somebody put in its place', async () => {
    await terminal.run(['login']);
    const target = join(terminal.home, 'target');
    await writeFile(target, 'untouched');
    await rm(sealed);
    await symlink(target, sealed);
    await terminal.run(['login']);
    expect(await readFile(target, 'utf8')).to.equal('untouched');
    expect((await terminal.run(['status'])).code).to.equal(0);
  });

  it('is nowhere with --store memory, and that is remembered', async () => {
    const run = await terminal.run(['login', '--store', 'memory', '--json']);
    expect(run.events.at(-1)).to.deep.include({
      ok: true,
      store: { kind: 'memory', key_source: null, encrypted: false, persistent: false },
    });
    expect((await everyFile()).map((file) => file.slice(terminal.home.length + 1))).to.deep.equal([
      'profiles/default/profile.json',
    ]);
    expect((await terminal.run(['status'])).code).to.equal(4);
    expect((await terminal.run(['login', '--json'])).events.at(-1)).to.deep.include({
      store: { kind: 'memory', key_source: null, encrypted: false, persistent: false },
    });
    expect((await terminal.run(['login', '--store', 'file'])).code).to.equal(0);
    expect((await terminal.run(['status'])).code).to.equal(0);
  });

  it('stays as it was when a login comes to nothing', async () => {
    await terminal.run(['login']);
    const before = await readFile(sealed, 'utf8');
    server.play({ deviceAuthorization: [code({ interval: 0.1, expires_in: 1 })], poll: [pending] });
    expect((await terminal.run(['login'])).code).to.equal(6);
    expect(await readFile(sealed, 'utf8')).to.equal(before);
  });

  it('names no profile by a path', async () => {
    for (const name of ['../evil', 'a/b', '', '.hidden', 'x'.repeat(65)]) {
      expect((await terminal.run(['status', '--profile', name])).code, name).to.equal(2);
    }
  });

  function expectRefused(run: ConsoleRun, problem: string): void {
    expect(run.events.at(-1)?.error).to.include({ code: problem, exit_code: 8, retryable: false });
    expect(run.events.at(-1)).to.include({ ok: false, state: 'store_unavailable' });
    expect(run.code).to.equal(8);
  }
});
