import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import type { TestConsole } from '../support/run-console.ts';
import { code, idToken, oauthError, tokens } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

describe('countersign profile', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage), {
    script: () => ({ deviceAuthorization: [code({ interval: 0.1 })] }),
    namesIssuer: false,
  });

  async function logIn(profile: string, account = 'alice'): Promise<void> {
    const id_token = idToken(server.issuer, { sub: `sub-${account}`, preferred_username: account });
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens(profile, { id_token })] });
    const run = await terminal.run(['login', '--issuer', server.issuer, '--profile', profile]);
    expect(run.code, run.stderr).to.equal(0);
  }

  it('lists every login, with the one in use marked, and asks nobody', async () => {
    expect(await terminal.run(['profile', 'list'])).to.include({ code: 0, stdout: '' });
    await logIn('default', 'alice');
    await logIn('work', 'bob');
    await terminal.run(['logout', '--profile', 'default']);
    const asked = server.seen.length;
    const { stdout } = await terminal.run(['profile', 'list'], { env: { COUNTERSIGN_ISSUER: 'https://other.example' } });
    expect(stdout)
      .to.match(/^\* default {2}logged out\n/m)
      .and.match(/^ {2}work {2}logged in\n/m);
    expect(stdout).to.include('bob').and.include(server.issuer);
    expect((await terminal.run(['profile', 'list', '--names'])).stdout).to.equal('default\nwork\n');
    const [told] = (await terminal.run(['profile', 'list', '--json'])).events;
    expect(told).to.include({ ok: true, command: 'profile list' });
    expect(told?.profiles).to.be.an('array').with.length(2);
    expect((told?.profiles as object[])[1]).to.include({
      name: 'work',
      current: false,
      account: 'bob',
      state: 'valid',
      error: null,
    });
    expect(server.seen).to.have.length(asked);
  });

  it('is not named as another one but for capitals: macOS and Windows keep both in one folder', async () => {
    await logIn('work');
    for (const args of [['login', '--issuer', server.issuer], ['logout', '--local-only'], ['status'], ['token']]) {
      const run = await terminal.run([...args, '--profile', 'Work', '--json']);
      expect(run.code, args.join(' ')).to.equal(2);
      expect(run.events.at(-1)?.error).to.include({ code: 'profile_case' });
      expect(run.events.at(-1)?.error).to.have.property('hint').that.includes('--profile work');
    }
    expect((await terminal.run(['status', '--profile', 'work'])).code).to.equal(0);
    expect((await terminal.run(['login', '--profile', 'NUL', '--json'])).events.at(-1)?.error)
      .to.include({ code: 'bad_profile_name' })
      .and.have.property('hint')
      .that.includes('Windows');
  });

  it('shows what it can when one cannot be read', async () => {
    await logIn('default');
    await logIn('work');
    await writeFile(join(terminal.home, 'profiles/work/profile.json'), '{');
    const { code: exit, stdout } = await terminal.run(['profile', 'list']);
    expect(exit).to.equal(0);
    expect(stdout)
      .to.match(/^\* default {2}logged in\n/m)
      .and.match(/^ {2}work {2}cannot be read\n/m);
  });

  it('leaves alone what is no profile: a folder may be called anything', async () => {
    await mkdir(join(terminal.home, 'profiles', '$(touch x)'), { recursive: true });
    await mkdir(join(terminal.home, 'profiles', '.hidden'));
    expect(await terminal.run(['profile', 'list', '--names'])).to.include({ code: 0, stdout: '' });
  });

  it('uses the chosen one; the variable wins over that, and the option over both', async () => {
    for (const profile of ['default', 'work', 'home']) await logIn(profile, profile);
    expect((await terminal.run(['profile', 'use', 'work'])).stderr).to.equal('OK: Profile "work" is used from now on.\n');
    const used = async (args: readonly string[], variable?: string): Promise<unknown> =>
      (await terminal.run(['status', '--json', ...args], { env: { COUNTERSIGN_PROFILE: variable } })).events[0]?.profile;
    expect(await used([])).to.equal('work');
    expect(await used([], 'home')).to.equal('home');
    expect(await used(['--profile', 'default'], 'home')).to.equal('default');
    expect((await terminal.run(['profile', 'use', 'default'], { env: { COUNTERSIGN_PROFILE: 'home' } })).stderr).to.include(
      'still says "home"',
    );
    expect(await used([])).to.equal('default');
  });

  it('tells the next step for the profile that is meant, not for the one that is used', async () => {
    await logIn('work');
    await terminal.run(['profile', 'use', 'work']);
    const { stderr } = await terminal.run(['token', '--profile', 'default']);
    expect(stderr).to.include('"countersign login --profile default"');
  });

  it('refuses to use or remove one that is not there', async () => {
    await logIn('work');
    for (const verb of ['use', 'remove']) {
      const run = await terminal.run(['profile', verb, 'wrok']);
      expect(run).to.include({ code: 2, stdout: '' });
      expect(run.stderr).to.include('There is no profile "wrok". There are work.');
      expect((await terminal.run(['profile', verb, '../work'])).code).to.equal(2);
    }
  });

  it('removes every trace of one that is logged out', async () => {
    await logIn('default');
    await logIn('work');
    await terminal.run(['profile', 'use', 'work']);
    await terminal.run(['logout']);
    expect(await terminal.run(['profile', 'remove', 'work'])).to.include({ code: 0, stdout: '' });
    expect(await readdir(join(terminal.home, 'profiles'))).to.deep.equal(['default']);
    expect((await terminal.run(['status', '--json'])).events[0]).to.include({ profile: 'default', state: 'valid' });
  });

  it('keeps the key of all as long as there is another, whatever that one is', async () => {
    await logIn('work');
    await rename(join(terminal.home, 'profiles/work'), join(terminal.home, 'elsewhere'));
    await symlink('../elsewhere', join(terminal.home, 'profiles/work'));
    await logIn('default');
    await terminal.run(['logout']);
    expect((await terminal.run(['profile', 'remove', 'default'])).code).to.equal(0);
    expect((await terminal.run(['status', '--profile', 'work', '--json'])).events[0]).to.include({ state: 'valid' });
    await mkdir(join(terminal.home, 'profiles', 'kept aside'));
    await terminal.run(['logout', '--profile', 'work']);
    expect((await terminal.run(['profile', 'remove', 'work'])).code).to.equal(0);
    expect(await readdir(terminal.home)).to.include.members(['profiles', 'store.key']);
  });

  it('does not take profiles that cannot be listed for none', async () => {
    await writeFile(join(terminal.home, 'profiles'), '');
    for (const args of [
      ['profile', 'list'],
      ['logout', '--all'],
      ['profile', 'remove', 'work'],
    ]) {
      const run = await terminal.run(args);
      expect(run, args.join(' ')).to.include({ code: 8, stdout: '' });
      expect(run.stderr).to.include(join(terminal.home, 'profiles'));
    }
  });

  it('does not count as one where a first login came to nothing', async () => {
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [oauthError('access_denied')] });
    expect((await terminal.run(['login', '--issuer', server.issuer, '--profile', 'work'])).code).to.equal(5);
    expect((await terminal.run(['login', '--issuer', 'http://127.0.0.1:1', '--profile', 'home'])).code).to.equal(7);
    expect((await terminal.run(['profile', 'list', '--names'])).stdout).to.equal('');
  });

  it('leaves nothing at all when the last one is gone', async () => {
    await logIn('default');
    await terminal.run(['logout']);
    await terminal.run(['profile', 'remove', 'default']);
    expect(existsSync(terminal.home)).to.equal(false);
  });

  it('does not remove one that is logged in, unless it has to, and says what goes on then', async () => {
    await logIn('work');
    const refused = await terminal.run(['profile', 'remove', 'work']);
    expect(refused.code).to.equal(2);
    expect(refused.stderr).to.include('"countersign logout --profile work"');
    expect((await terminal.run(['status', '--profile', 'work'])).code).to.equal(0);
    const removed = await terminal.run(['profile', 'remove', 'work', '--force']);
    expect(removed.code).to.equal(0);
    expect(removed.stderr).to.include(`At ${server.issuer} the login of`);
    expect(server.at('/revoke')).to.have.length(0);
    expect((await terminal.run(['profile', 'list', '--names'])).stdout).to.equal('');
  });

  it('does not remove one whose login cannot be read, unless it has to', async () => {
    await logIn('work');
    await writeFile(join(terminal.home, 'profiles/work/login.jwe'), 'broken');
    expect((await terminal.run(['profile', 'remove', 'work'])).code).to.equal(2);
    expect((await terminal.run(['profile', 'remove', 'work', '--force'])).code).to.equal(0);
    await logIn('work');
    await writeFile(join(terminal.home, 'profiles/work/profile.json'), '{');
    expect((await terminal.run(['profile', 'remove', 'work'])).code).to.equal(2);
    expect((await terminal.run(['profile', 'remove', 'work', '--force'])).code).to.equal(0);
  });
});
