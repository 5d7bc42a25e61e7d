import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { createTestConsole } from '../support/run-console.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import {
  code,
  dpopMetadata,
  oauthError,
  pending,
  readProof,
  reset,
  startScriptedIssuer,
  tokens,
} from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';
import { storedLogin } from '../support/stored-login.ts';

const LOGIN = ['login', '--json', '--scope', 'notes:read'];

describe('a login that was interrupted', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  beforeEach(async () => {
    const deviceAuthorization = [
      code({ interval: 0.2, expires_in: 600 }),
      code({ user_code: 'SECOND', device_code: 'another-device-code' }),
    ];
    server = await startScriptedIssuer({ metadata: dpopMetadata, deviceAuthorization, poll: [pending] });
    terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer });
  });
  afterEach(async () => {
    await server.close();
    await terminal.remove();
  });

  const approve = (): void => server.play({ metadata: dpopMetadata, poll: [tokens('late', { token_type: 'DPoP' })] });

  /** Begins a login, and lets `act` at its process once it has polled. */
  async function begin(
    act: (kill: (signal: NodeJS.Signals) => void) => void,
    args: readonly string[] = LOGIN,
  ): Promise<ConsoleRun> {
    let looking: NodeJS.Timeout | undefined;
    return terminal.run(args, {
      watch(_output, child) {
        looking ??= setInterval(() => {
          if (server.at('/token').length === 0) return;
          clearInterval(looking);
          act((signal) => child.kill(signal));
        }, 20);
      },
    });
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
    it(`goes on after ${signal}, with the same code, verifier and key, also by the same command`, async () => {
      await begin((kill) => kill(signal));
      approve();
      const run = await terminal.run(signal === 'SIGTERM' ? LOGIN : ['login', '--resume', '--json']);
      expect(run.code, run.stderr).to.equal(0);
      expect(run.events[0]).to.include({ event: 'verification', user_code: 'WDJB-MJHT', resumed: true });
      expect(run.events.at(-1)).to.include({ ok: true, token_type: 'DPoP' });

      const [asked] = server.at('/device_authorization');
      const [first, ...later] = server.at('/token');
      expect(server.at('/device_authorization')).to.have.length(1);
      expect(later.at(-1)?.form.toString()).to.equal(first?.form.toString());
      expect(readProof(later.at(-1)!)?.jkt).to.equal(readProof(asked!)?.jkt);
      expect((await terminal.run(['token', '--json'])).events[0]?.access_token).to.equal('at-late');
    });
  }

  it('goes on with nothing else than was asked for then: whoever types other rights is told so, with exit code 2', async () => {
    await begin((kill) => kill('SIGINT'), [...LOGIN, '--profile', 'work']);
    approve();
    const resume = ['login', '--resume', '--json', '--profile', 'work'];
    for (const [name, value] of [
      ['--scope', 'notes:write'],
      ['--issuer', 'http://127.0.0.1:9'],
      ['--client-id', 'another'],
      ['--resource', 'urn:example:other'],
      ['--device-name', 'another'],
      ['--max-age', '5'],
      ['--bearer', undefined],
      ['--provider', 'auth0'],
      ['--client-key', 'another.key'],
      ['--device-endpoint', `${server.issuer}/elsewhere`],
      ['--revocation-endpoint', `${server.issuer}/elsewhere`],
    ] as const) {
      const run = await terminal.run([...resume, name, ...(value === undefined ? [] : [value])]);
      expect(run.code, name).to.equal(2);
      expect(run.events[0]?.error).to.have.property('message').that.includes(name);
    }
    const both = [...resume, '--token-endpoint', `${server.issuer}/t`, '--device-endpoint', `${server.issuer}/d`];
    expect((await terminal.run(both)).events[0]?.error)
      .to.have.property('message')
      .that.includes('--token-endpoint');
    const run = await terminal.run([...resume, '--scope', 'notes:read', '--issuer', server.issuer]);
    expect(run.code, run.stderr).to.equal(0);
    expect((await terminal.run(['status', '--profile', 'work'])).stdout).to.include(`(work)`);
  });

  it('is told of by whoever asks how things are, and doctor looks at its issuer', async () => {
    await begin((kill) => kill('SIGINT'), ['login', '--profile', 'work']);
    const env = { COUNTERSIGN_ISSUER: undefined };
    for (const args of [['status'], ['token']]) {
      const { code: exit, stderr } = await terminal.run([...args, '--profile', 'work'], { env });
      expect(exit).to.equal(4);
      expect(stderr).to.include(`: a login at ${server.issuer} waits for approval, for another`);
      expect(stderr).to.include('"countersign login --resume --profile work"').and.not.include('WDJB');
    }
    const { stdout } = await terminal.run(['profile', 'list'], { env });
    expect(stdout)
      .to.match(/^ {2}work {2}waits for approval\n/)
      .and.include(server.issuer);
    expect(stdout).to.include('countersign login --resume --profile work').and.not.include('Kept in');
    const [listed] = (await terminal.run(['profile', 'list', '--json'], { env })).events;
    expect(listed).to.have.nested.property('profiles[0].pending').that.includes({ issuer: server.issuer, process: null });
    const doctor = await terminal.run(['doctor', '--profile', 'work'], { env });
    expect(doctor.code, doctor.stdout).to.equal(0);
    expect(doctor.stdout).to.include('waits for approval').and.include(server.issuer).and.not.include('8628');
    expect(doctor.stdout).to.include('next: Log in with "countersign login --resume --profile work"');
    await terminal.run(['logout', '--profile', 'work']);
    expect((await terminal.run(['status', '--profile', 'work'], { env })).stderr).to.include(
      '"countersign login --profile work"',
    );
  });

  it('says how to go on, and for how long', async () => {
    const run = await begin((kill) => kill('SIGINT'), ['login', '--profile', 'work']);
    expect(run.code).to.equal(130);
    expect(run.stderr).to.match(
      /next: The code stays good for \d+ minutes: go on with "countersign login --resume --profile work"/,
    );
  });

  it('says it when its own time limit ends it, with exit code 6', async () => {
    const run = await terminal.run([...LOGIN, '--timeout', '0.5']);
    expect(run.code).to.equal(6);
    expect(run.events.at(-1)?.error).to.include({ code: 'time_limit' }).and.have.property('hint').that.includes('--resume');
    approve();
    expect((await terminal.run(['login', '--resume'])).code).to.equal(0);
  });

  it('is sealed: what is on the disk tells nothing, and no output the device code', async () => {
    const run = await begin((kill) => kill('SIGTERM'), [...LOGIN, '--debug']);
    const folder = join(terminal.home, 'profiles/default');
    const all = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    expect(await readdir(folder)).to.include('pending.jwe');
    expect(all.join('\n')).not.to.match(/device-code|WDJB/);
    const resumed = await terminal.run(['login', '--resume', '--timeout', '0.3', '--debug', '--json']);
    expect(run.stdout + run.stderr + resumed.stdout + resumed.stderr).not.to.include('device-code-SECRET');
  });

  it('is over once somebody has decided: nothing is left to go on with, and nothing on the disk', async () => {
    for (const answer of [oauthError('access_denied'), oauthError('expired_token'), oauthError('invalid_grant')]) {
      await begin((kill) => kill('SIGTERM'), [...LOGIN, '--no-resume']);
      server.play({ metadata: dpopMetadata, poll: [answer], deviceAuthorization: [code({ interval: 0.2 })] });
      await terminal.run(['login', '--resume']);
      const again = await terminal.run(['login', '--resume', '--json']);
      expect(again).to.include({ code: 4 });
      expect(again.events.at(-1)?.error).to.include({ code: 'nothing_to_resume' });
      expect(await readdir(join(terminal.home, 'profiles/default')).catch(() => [])) // gone, where it held nothing else
        .not.to.include('pending.jwe')
        .and.not.to.include('pending.waiter');
      server.seen.length = 0;
    }
  });

  it('is over when its code has expired by the wall clock', async () => {
    server.play({ metadata: dpopMetadata, deviceAuthorization: [code({ interval: 0.1, expires_in: 1.5 })], poll: [pending] });
    await begin((kill) => kill('SIGKILL'));
    await new Promise((later) => setTimeout(later, 1600));
    expect((await terminal.run(['login', '--resume'])).code).to.equal(4);
  });

  it('asks for a new code when something else is wanted, or a new one is', async () => {
    await begin((kill) => kill('SIGTERM'));
    for (const args of [
      ['login', '--scope', 'notes:write'],
      [...LOGIN, '--no-resume'],
      ['login', '--client-id', 'other'],
    ]) {
      server.play({ metadata: dpopMetadata, deviceAuthorization: [code({ interval: 0.1 })], poll: [pending] });
      const before = server.at('/device_authorization').length;
      await terminal.run([...args, '--timeout', '0.3', '--json']);
      expect(server.at('/device_authorization').length, args.join(' ')).to.equal(before + 1);
    }
  });

  it('survives trouble at the moment of going on', async () => {
    await begin((kill) => kill('SIGTERM'));
    server.play({ metadata: dpopMetadata, discovery: [reset] });
    expect((await terminal.run(['login', '--resume'])).code).to.equal(7);
    approve();
    expect((await terminal.run(['login', '--resume'])).code).to.equal(0);
  });

  it('is forgotten by a logout', async () => {
    await begin((kill) => kill('SIGTERM'));
    await terminal.run(['logout']);
    expect((await terminal.run(['login', '--resume'])).code).to.equal(4);
  });

  it('is waited for by one process only: the same command again says who waits', async () => {
    let second: ConsoleRun | undefined;
    await begin((kill) => {
      void terminal.run(LOGIN).then((run) => {
        second = run;
        kill('SIGTERM');
      });
    });
    expect(second?.code).to.equal(7);
    expect(second?.events.at(-1)?.error)
      .to.include({ code: 'login_under_way' })
      .and.have.property('message')
      .that.matches(/number \d+/);
    expect(server.at('/device_authorization')).to.have.length(1);
  });

  it('is told of with the process that waits: whoever asks is sent there, and not to --resume at once', async () => {
    let waits = 0;
    let told: readonly ConsoleRun[] = [];
    await begin((kill) => {
      void Promise.all(
        [['status'], ['profile', 'list'], ['doctor'], ['profile', 'list', '--json']].map((args) => terminal.run(args)),
      ).then((runs) => {
        told = runs;
        kill('SIGTERM');
      });
    }).then(({ events }) => (waits = events.filter(({ event }) => event === 'waiting').length));
    expect(waits).to.be.above(0);
    for (const { stdout, stderr } of told.slice(0, 3))
      expect(stdout + stderr).to.match(
        /[Nn]ext:? +Approve the code that process \d+ on \S+ shows\. If that terminal is lost, go on with "countersign login --resume/,
      );
    expect(told[3]?.events[0]).to.have.nested.property('profiles[0].pending.process.pid').that.is.a('number');
  });

  it('is taken over by --resume from a process whose terminal is lost: that one stops before its next poll', async () => {
    let second: Promise<ConsoleRun> | undefined;
    const first = await begin(() => void (second = terminal.run(['login', '--resume', '--json'])));
    expect(first.code).to.equal(1);
    expect(first.events.at(-1)?.error).to.include({ code: 'login_superseded' });
    approve();
    expect((await second!).code).to.equal(0);
  });

  it('is not polled for by two processes, when the one that was passed over wakes up', async () => {
    let second: ConsoleRun | undefined;
    const first = await terminal.run(LOGIN, {
      watch(_output, child) {
        if (second !== undefined || server.at('/token').length === 0) return;
        second = { code: -1, stdout: '', stderr: '', events: [] };
        child.kill('SIGSTOP');
        approve();
        void terminal.run(['login', '--resume', '--json']).then((run) => {
          second = run;
          child.kill('SIGCONT');
        });
      },
    });
    expect(second?.code).to.equal(0);
    expect(first.events.at(-1)?.error).to.include({ code: 'login_superseded' });
    expect((await terminal.run(['status'])).code).to.equal(0);
  });

  it('is not believed when somebody put another file in its place', async () => {
    const folder = join(terminal.home, 'profiles/default');
    server.play({
      metadata: dpopMetadata,
      deviceAuthorization: [code({ interval: 0.1 })],
      poll: [tokens('a', { token_type: 'DPoP' })],
    });
    await terminal.run(LOGIN);
    await rename(storedLogin(terminal.home)!, join(folder, 'pending.jwe'));
    expect((await terminal.run(['login', '--resume'])).code).to.equal(8);
    await writeFile(join(folder, 'pending.jwe'), 'torn');
    expect((await terminal.run(['login', '--resume'])).code).to.equal(8);
    expect((await terminal.run(LOGIN)).code, 'a plain login needs none').to.equal(0);
  });
});
