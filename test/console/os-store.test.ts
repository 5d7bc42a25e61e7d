import { expect } from 'chai';
import { setSecretServiceStage } from '../support/console/secret-service-stage.ts';
import { endsSoon, expectStoreProblem } from '../support/expect-store-problem.ts';
import { code, oauthError } from '../support/scripted-issuer.ts';

const KEY = '0123456789abcdef'.repeat(4);

describe('the console with the store of the operating system (Secret Service)', () => {
  const stage = setSecretServiceStage();

  it('keeps the key there at the first login, and nothing else', async () => {
    const { code: exitCode, stderr } = await stage.terminal.run(['login'], { env: stage.env });
    expect(exitCode).to.equal(0);
    expect(stderr).to.include('key in the Secret Service').and.not.include('note:');
    expect(await stage.service.count()).to.equal(1);
    expect(await stage.files()).to.deep.equal(['profiles/default/login.1.jwe']);
    expect((await stage.terminal.run(['token'], { env: stage.env })).stdout).to.equal('at-SECRET-VALUE\n');
    const status = await stage.terminal.run(['status', '--json'], { env: stage.env });
    expect(status.events[0]).to.deep.include({ store: { kind: 'os', key_source: 'os', encrypted: true, persistent: true } });
  });

  it('keeps nothing there when a first login comes to nothing', async () => {
    stage.server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [oauthError('access_denied')] });
    expect((await stage.terminal.run(['login'], { env: stage.env })).code).to.equal(5);
    expect(await stage.service.count()).to.equal(0);
  });

  it('keeps a key for each profile, and removes it when the profile logs out', async () => {
    await stage.terminal.run(['login'], { env: stage.env });
    await stage.terminal.run(['login', '--profile', 'work'], { env: stage.env });
    expect(await stage.service.count()).to.equal(2);
    await stage.terminal.run(['logout', '--profile', 'work'], { env: stage.env });
    expect(await stage.service.count()).to.equal(1);
    expect((await stage.terminal.run(['token'], { env: stage.env })).stdout).to.equal('at-SECRET-VALUE\n');
    await stage.terminal.run(['logout', '--all'], { env: stage.env });
    expect(await stage.service.count()).to.equal(0);
  });

  it('gives one key to processes that log in at once, of which one goes through', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => stage.terminal.run(['login'], { env: stage.env })));
    expect(runs.map((run) => run.code)).to.include(0);
    expect(await stage.service.count()).to.equal(1);
    expect((await stage.terminal.run(['token'], { env: stage.env })).stdout).to.equal('at-SECRET-VALUE\n');
  });

  it('is not used where somebody wants a file, and its key is gone when a login moves to one', async () => {
    await stage.terminal.run(['login', '--store', 'os'], { env: stage.env });
    const moved = await stage.terminal.run(['login', '--store', 'file'], { env: { ...stage.env, COUNTERSIGN_STORE_KEY: KEY } });
    expect(moved.stderr).to.include('key from COUNTERSIGN_STORE_KEY');
    expect(await stage.service.count()).to.equal(0);
    expect((await stage.terminal.run(['login'], { env: { ...stage.env, COUNTERSIGN_STORE_KEY: KEY } })).stderr).to.include(
      'COUNTERSIGN_STORE_KEY',
    );
    const back = await stage.terminal.run(['login', '--store', 'auto'], { env: { ...stage.env, COUNTERSIGN_STORE_KEY: KEY } });
    expect(back.stderr).to.include('key in the Secret Service').and.include('COUNTERSIGN_STORE_KEY was not needed');
    expect((await stage.terminal.run(['login', '--store', 'memory'], { env: stage.env })).code).to.equal(0);
    expect(await stage.service.count()).to.equal(0);
  });

  it('says when it is locked, asks the server nothing, and takes no weaker place', async () => {
    await stage.terminal.run(['login'], { env: stage.env });
    const asked = stage.server.seen.length;
    await stage.service.lock();
    for (const args of [['token'], ['login'], ['login', '--profile', 'new']]) {
      expectStoreProblem(await stage.terminal.run([...args, '--json'], { env: stage.env }), 'os_store_locked', args.join(' '));
    }
    expect(stage.server.seen).to.have.lengthOf(asked);
    expect(await stage.files()).to.deep.equal(['profiles/default/login.1.jwe']);
    await stage.service.unlock();
    expect((await stage.terminal.run(['token'], { env: stage.env })).stdout).to.equal('at-SECRET-VALUE\n');
  });

  it('logs out also when it is locked, and says which key it could not remove', async () => {
    await stage.terminal.run(['login'], { env: stage.env });
    await stage.service.lock();
    const { code: exitCode, stderr } = await stage.terminal.run(['logout', '--local-only'], { env: stage.env });
    await stage.service.unlock();
    expect(exitCode).to.equal(0);
    expect(stderr).to.include('The key in the Secret Service could not be removed');
    expect(await stage.files()).to.not.include('profiles/default/login.1.jwe');
  });

  it('says when the key is gone, and makes a new one at the next login', async () => {
    await stage.terminal.run(['login'], { env: stage.env });
    await stage.service.removeAll();
    expectStoreProblem(await stage.terminal.run(['token', '--json'], { env: stage.env }), 'os_store_key_gone');
    expect((await stage.terminal.run(['login'], { env: stage.env })).code).to.equal(0);
    expect((await stage.terminal.run(['token'], { env: stage.env })).stdout).to.equal('at-SECRET-VALUE\n');
  });

  it('says when it is stopped and answers nobody', async () => {
    await stage.terminal.run(['login'], { env: stage.env });
    stage.service.pause();
    try {
      expectStoreProblem(await endsSoon(stage.terminal.run(['token', '--json'], { env: stage.env })), 'os_store_hangs');
    } finally {
      stage.service.resume();
    }
  });
});
