import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { openSession } from '../../client-cli/index.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import { code, startScriptedIssuer, tokens } from '../support/scripted-issuer.ts';
import type { Act, ScriptedIssuer } from '../support/scripted-issuer.ts';
import { makeSmallDisk, mayMount } from '../support/small-disk.ts';
import type { SmallDisk } from '../support/small-disk.ts';

const run = promisify(execFile);

/** For what takes a file system of its own: a limit on the size of files, the other way to have no room, is for processes that run already. */
const onOwnDisk = (await mayMount()) ? it : () => undefined;

describe('renewing a login on a disk that', function () {
  let server: ScriptedIssuer;
  let terminal: TestConsole;
  let disk: SmallDisk;
  let home: string;
  let running: ChildProcess | undefined;

  before(function () {
    if (process.platform !== 'linux') this.skip(); // mounts, or limits files, in the ways of Linux
  });
  beforeEach(async () => {
    disk = await makeSmallDisk();
    home = join(disk.folder, 'home');
    server = await startScriptedIssuer({
      deviceAuthorization: [code({ interval: 0.1 })],
      poll: [tokens('old', { expires_in: 1 })],
    });
    terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer, COUNTERSIGN_HOME: home });
    await terminal.run(['login']);
    server.seen.length = 0;
  });
  afterEach(async () => {
    await server.close();
    await terminal.remove();
    await disk.remove();
  });

  const runToken = (): Promise<ConsoleRun> => terminal.run(['token'], { started: (child) => (running = child) });
  const pids = (): number[] => [running?.pid ?? 0];
  const sent = (): (string | null)[] => server.at('/token').map(({ form }) => form.get('refresh_token'));

  /** The server has taken the token, and only now there is no room for its answer. */
  const fullThen =
    (answer: Act): Act =>
    (request, response) =>
      void disk.fill(pids()).then(() => answer(request, response));

  it('is full at the worst moment: the token is given out, it is said, and the next run repeats the old one', async () => {
    server.play({ refresh: [fullThen(tokens('new')), tokens('repeated')] });
    const first = await runToken();
    expect([first.code, first.stdout]).to.deep.equal([0, 'at-new\n']);
    expect(first.stderr).to.match(/could not be saved: .*(ENOSPC|EFBIG)/);
    await disk.free([]);
    expect((await runToken()).stdout).to.equal('at-repeated\n');
    expect(sent()).to.deep.equal(['rt-old', 'rt-old']);
    expect((await runToken()).stdout).to.equal('at-repeated\n');
    expect(sent()).to.have.length(2);
  });

  it('is full for a moment: it is tried again, and nobody has to know', async () => {
    const moment: Act = (request, response) => {
      void disk
        .fill(pids())
        .then(() => tokens('new')(request, response))
        .then(() => new Promise((resolve) => setTimeout(resolve, 600)))
        .then(() => disk.free(pids()));
    };
    server.play({ refresh: [moment] });
    const first = await runToken();
    expect([first.code, first.stdout, first.stderr]).to.deep.equal([0, 'at-new\n', '']);
    expect((await runToken()).stdout).to.equal('at-new\n');
    expect(sent()).to.deep.equal(['rt-old']);
    expect((await readdir(join(home, 'profiles', 'default'))).sort()).to.deep.equal(['login.2.jwe', 'profile.json']);
  });

  onOwnDisk('is full before: nothing is spent, exit code 8', async () => {
    await disk.fill([]);
    const refused = await runToken();
    expect(refused.code).to.equal(8);
    expect(refused.stderr).to.include('no space left');
    expect(sent()).to.deep.equal([]);
    await disk.free([]);
    expect((await runToken()).stdout).to.equal('at-refreshed\n');
  });

  onOwnDisk('is read-only: nothing is spent, exit code 8, and what is there can be read', async () => {
    const remount = (how: 'ro' | 'rw'): Promise<unknown> => run('mount', ['-o', `remount,${how}`, disk.folder]);
    await remount('ro');
    const refused = await runToken();
    expect(refused.code).to.equal(8);
    expect(refused.stderr).to.include('read-only');
    expect((await terminal.run(['status'])).code).to.equal(0);
    expect(sent()).to.deep.equal([]);
    await remount('rw');
    expect((await runToken()).stdout).to.equal('at-refreshed\n');
  });

  onOwnDisk(
    'is full while a program runs on: it goes on with what it has in memory, and writes it when there is room',
    async () => {
      const warnings: string[] = [];
      const session = await openSession({ env: { COUNTERSIGN_HOME: home }, onWarning: (sentence) => warnings.push(sentence) });
      server.play({ refresh: [fullThen(tokens('new')), tokens('newer')] });
      expect(await session.getToken()).to.equal('at-new');
      expect(warnings).to.have.length(1);
      expect(await session.getToken()).to.equal('at-new');
      await disk.free([]);
      expect(await session.getToken()).to.equal('at-new');
      expect((await runToken()).stdout).to.equal('at-new\n');
      expect(await session.getToken({ minTtl: 3000 })).to.equal('at-newer');
      expect(sent()).to.deep.equal(['rt-old', 'rt-new']);
    },
  );
});
