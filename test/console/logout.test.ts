import { readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import type { TestConsole } from '../support/run-console.ts';
import { storedLogin } from '../support/stored-login.ts';
import { code, oauthError, plainMetadata, tokens } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

describe('countersign logout (RFC 7009)', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage), {
    script: () => ({ deviceAuthorization: [code({ interval: 0.1 })] }),
  });
  beforeEach(async () => {
    await terminal.run(['login']);
  });

  /** Is a login still on this machine? */
  async function isKept(profile = 'default'): Promise<boolean> {
    const stored = storedLogin(terminal.home, profile);
    return stored !== undefined && (await readFile(stored, 'utf8')) !== 'logged out\n';
  }

  it('revokes the refresh token and removes the login', async () => {
    const run = await terminal.run(['logout', '--json']);
    expect(run.events[0]).to.include({ ok: true, command: 'logout', state: 'logged_out', revoked: true });
    expect(Object.fromEntries(server.at('/revoke')[0]!.form)).to.include({
      token: 'rt-first',
      token_type_hint: 'refresh_token',
      client_id: 'console',
    });
    expect(await isKept()).to.equal(false);
  });

  it('revokes the access token where there is no other', async () => {
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('only', { refresh_token: undefined })] });
    await terminal.run(['login']);
    await terminal.run(['logout']);
    expect(server.at('/revoke').at(-1)!.form.get('token')).to.equal('at-only');
  });

  it('removes the login also when the server refuses, is gone, or cannot revoke, and says so', async () => {
    const cannot = (issuer: string): object => ({ ...plainMetadata(issuer), revocation_endpoint: undefined });
    const deviceAuthorization = [code({ interval: 0.1 })];
    for (const script of [{ revoke: [oauthError('server_error', 500)] }, { metadata: cannot }, 'gone'] as const) {
      server.play({ deviceAuthorization });
      await terminal.run(['login']);
      if (script === 'gone') await server.close();
      else server.play(script);
      const run = await terminal.run(['logout']);
      expect(run.code).to.equal(0);
      expect(run.stderr).to.include('could not be told');
      expect(await isKept()).to.equal(false);
    }
  });

  it('tells the server nothing with --local-only', async () => {
    const before = server.seen.length;
    expect((await terminal.run(['logout', '--local-only'])).code).to.equal(0);
    expect(server.seen).to.have.length(before);
    expect(await isKept()).to.equal(false);
  });

  it('ends every login with --all', async () => {
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('work')] });
    await terminal.run(['login', '--profile', 'work']);
    const run = await terminal.run(['logout', '--all', '--json']);
    expect(run.events.map(({ profile }) => profile)).to.deep.equal(['default', 'work']);
    expect(server.at('/revoke').map(({ form }) => form.get('token'))).to.deep.equal(['rt-first', 'rt-work']);
    expect([await isKept(), await isKept('work')]).to.deep.equal([false, false]);
  });

  it('ends every other login with --all when one cannot be removed, says which, and with what exit code', async () => {
    for (const profile of ['alpha', 'omega']) {
      server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens(profile)] });
      await terminal.run(['login', '--profile', profile]);
    }
    const damaged = join(terminal.home, 'profiles/alpha');
    await rm(damaged, { recursive: true });
    await symlink('alpha', damaged); // a folder that leads to itself: not even root can look into it
    const run = await terminal.run(['logout', '--all', '--json']);
    expect(run.code).to.equal(8);
    expect(run.events.map(({ profile, ok }) => [profile, ok])).to.deep.equal([
      ['alpha', false],
      ['default', true],
      ['omega', true],
    ]);
    expect(server.at('/revoke').map(({ form }) => form.get('token'))).to.deep.equal(['rt-first', 'rt-omega']);
    const told = await terminal.run(['logout', '--all']);
    expect(told.code).to.equal(8);
    expect(told.stderr).to.match(/^error: .*\n next: .*profiles\/alpha/m);
  });

  it('ends a login also where nothing says any more what was chosen (the sealed file does)', async () => {
    for (const args of [['logout'], ['logout', '--all']]) {
      server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('kept')] });
      await rm(join(terminal.home, 'profiles/default/profile.json'));
      await terminal.run(['login']);
      await writeFile(join(terminal.home, 'profiles/default/profile.json'), '{');
      const run = await terminal.run([...args, '--json'], { env: { COUNTERSIGN_ISSUER: undefined } });
      expect(run.code).to.equal(0);
      expect(run.events[0]).to.include({ ok: true, revoked: true });
      expect(server.at('/revoke').at(-1)!.form.get('token')).to.equal('rt-kept');
      expect(await isKept()).to.equal(false);
    }
  });

  it('ends a login with --all whose folder is a link to another', async () => {
    await rename(join(terminal.home, 'profiles/default'), join(terminal.home, 'elsewhere'));
    await symlink('../elsewhere', join(terminal.home, 'profiles/linked'));
    await terminal.run(['login', '--profile', 'linked']);
    expect((await terminal.run(['logout', '--all', '--json'])).events[0]).to.include({ profile: 'linked', revoked: true });
    expect(await isKept('linked')).to.equal(false);
  });

  it('refuses --all together with --profile, and ends nothing', async () => {
    const run = await terminal.run(['logout', '--all', '--profile', 'work']);
    expect(run.code).to.equal(2);
    expect(run.stderr).to.match(/^error: --all means every profile/);
    expect(await isKept()).to.equal(true);
  });

  it('is content when nobody is logged in', async () => {
    await terminal.run(['logout']);
    expect((await terminal.run(['logout'])).code).to.equal(0);
    expect((await terminal.run(['logout', '--all'])).code).to.equal(0);
  });
});
