import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect } from 'chai';

import { refresh } from '../support/http-console.ts';
import { pairDevice, signedIn } from '../support/pair-device.ts';
import type { Tokens } from '../support/pair-device.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { LASTING_STORAGES } from '../support/storages.ts';
import type { SuiteStorage } from '../support/storages.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `node server/main.ts …` as an admin types it, in a process of its own beside the server. */
function run(storage: string, ...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, COUNTERSIGN_STORAGE: storage };
    execFile(process.execPath, ['server/main.ts', ...args], { cwd: ROOT, env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
    );
  });
}

for (const { name, open } of LASTING_STORAGES) {
  describe(`the admin's commands about devices, beside a running server, on ${name}`, () => {
    let storage: SuiteStorage;
    let server: ServerProcess;
    const tokens = new Map<string, Tokens>();

    before(async () => {
      storage = await open();
      server = await startServer({ storage: storage.url });
      const [alice, bob] = [await signedIn(server.issuer), await signedIn(server.issuer, 'bob', 'builder')];
      const evil = '\u001b[2J\u202ebuild \u0007box\n';
      tokens.set('alice console', await pairDevice(server.issuer, alice, { device_name: evil }));
      tokens.set('alice bearer', await pairDevice(server.issuer, alice, { client_id: 'console-bearer', device_name: 'laptop' }));
      tokens.set('bob console', await pairDevice(server.issuer, bob, { device_name: 'his' }));
    });
    after(async () => {
      await server.stop();
      await storage.remove();
    });

    interface Listed {
      readonly id: string;
      readonly person: string;
      readonly client_id: string;
      readonly name: string;
    }

    async function list(...args: string[]): Promise<readonly Listed[]> {
      const { code, stdout, stderr } = await run(storage.url, 'devices', 'list', '--json', ...args);
      expect(code, stderr).to.equal(0);
      return (JSON.parse(stdout) as { devices: Listed[] }).devices;
    }

    const lives = async (who: string): Promise<boolean> => {
      const clientId = who.endsWith('bearer') ? 'console-bearer' : 'console';
      const { status, body } = await refresh(server.issuer, tokens.get(who)?.refresh_token, { client_id: clientId });
      if (status === 200) tokens.set(who, body);
      return status === 200;
    };

    it('list by person, client and device, and by several of them at once', async () => {
      expect((await list()).map(({ person }) => person).sort()).to.deep.equal(['alice', 'alice', 'bob']);
      expect(await list('--person', 'alice')).to.have.length(2);
      expect(await list('--client', 'console')).to.have.length(2);
      const [one] = await list('--person', 'alice', '--client', 'console-bearer');
      expect(one).to.include({
        person: 'alice',
        client_id: 'console-bearer',
        name: 'laptop',
        state: 'paired',
        paired_by: 'code',
      });
      expect(one).to.include.keys('paired_at', 'paired_from', 'last_used_at', 'last_used_from', 'ends_at', 'scopes', 'resource');
      expect(await list('--device', one?.id ?? '')).to.deep.equal([one]);
      expect(await list('--device', one?.id ?? '', '--person', 'bob')).to.deep.equal([]);
      expect(await list('--person', 'nobody')).to.deep.equal([]);
    });

    it('print a table for people, in which no name is obeyed by the terminal', async () => {
      const { stdout } = await run(storage.url, 'devices', 'list');
      expect(stdout).to.match(/^DEVICE +PERSON +CLIENT +NAME +LAST USED +FROM +RIGHTS\n/);
      expect(stdout)
        .to.include('laptop')
        .and.match(/3 devices\.\n$/);
      expect(stdout).not.to.match(/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e]/);
    });

    it('end one device at once and no other; the server need not be told', async () => {
      const [laptop] = await list('--person', 'alice', '--client', 'console-bearer');
      const { code, stdout, stderr } = await run(storage.url, 'devices', 'end', '--device', laptop?.id ?? '');
      expect(code).to.equal(0);
      expect(stdout).to.match(/1 device ended\.\n$/);
      expect(stderr, 'and it is recorded').to.include('device.ended').and.include('"by":"admin"');
      expect(await lives('alice bearer')).to.equal(false);
      expect(await lives('alice console')).to.equal(true);
      expect(await lives('bob console')).to.equal(true);
      const again = await run(storage.url, 'devices', 'end', '--device', laptop?.id ?? '');
      expect(again).to.include({ code: 1 });
      expect(again.stderr).to.include('0 devices ended.');
    });

    it('end all devices of one person, and nobody else’s', async () => {
      expect((await run(storage.url, 'devices', 'end', '--person', 'alice')).stdout).to.match(/1 device ended\.\n$/);
      expect(await lives('alice console')).to.equal(false);
      expect(await lives('bob console')).to.equal(true);
      expect((await run(storage.url, 'devices', 'end', '--client', 'console')).stdout).to.match(/1 device ended\.\n$/);
      expect(await list()).to.deep.equal([]);
    });

    it('are those of the guide', async () => {
      const guide = await readFile(join(ROOT, 'docs/guides/devices.md'), 'utf8');
      const commands = [...guide.matchAll(/^node server\/main\.ts (.+)$/gm)].map(([, words = '']) => words.split(' '));
      expect(commands).to.have.length.above(1);
      for (const command of commands) expect(await run(storage.url, ...command), command.join(' ')).to.include({ code: 0 });
    });

    it('end nothing without a word about which', async () => {
      const { code, stderr } = await run(storage.url, 'devices', 'end');
      expect(code).to.equal(2);
      expect(stderr).to.include('--person');
    });
  });
}

describe('the admin’s commands about devices', () => {
  it('make no storage where there is none, and say what to do', async () => {
    const { code, stderr } = await run('sqlite:./no-such-folder/no.sqlite', 'devices', 'list');
    expect(code).to.equal(1);
    expect(stderr).to.include('There is no storage at ./no-such-folder/no.sqlite').and.include('--storage');
  });

  it('cannot look into the memory of another process, and say so', async () => {
    const { code, stderr } = await run('sqlite::memory:', 'devices', 'list');
    expect(code).to.equal(1);
    expect(stderr).to.include('Use a file or Redis');
  });
});
