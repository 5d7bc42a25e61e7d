import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { BREAK_POINTS, breakHere } from '../support/console/break-points.ts';
import type { BreakPoint } from '../support/console/break-points.ts';
import { createPairedConsole, letExpire, storeOf } from '../support/console/paired-console.ts';
import type { TestConsole } from '../support/run-console.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** Nobody waits longer than this for a process that was killed: it is passed over at once. */
const AT_ONCE = 8000;

describe('a process that renews a login and is', () => {
  let server: ServerProcess;
  let terminal: TestConsole;

  before(async function () {
    if (process.platform !== 'linux') this.skip(); // suspends processes, and looks at them in /proc
    server = await startServer();
    terminal = await createPairedConsole(server.issuer, 'console');
  });
  after(async () => {
    await server.stop();
    await terminal.remove();
  });

  const countAt = (where: ServerProcess, event: string): number =>
    where.events().filter(({ message }) => message === event).length;

  /** What is stored is what the server takes: it is renewed once more. */
  async function expectLiving(): Promise<void> {
    const run = await terminal.run(['token', '--json', '--min-ttl', '100000']);
    expect(run.code, run.stdout).to.equal(0);
    expect(server.events().filter(({ message }) => message === 'refresh_token.reused')).to.deep.equal([]);
  }

  for (const point of BREAK_POINTS) {
    it(`killed (-9) at "${point}": the next one gets a token at once`, async () => {
      await letExpire(terminal);
      const killed = await terminal.run(['token', '--json'], { env: breakHere(point, 'kill') });
      expect(killed).to.include({ code: -1, stdout: '' });
      const started = performance.now();
      const next = await terminal.run(['token', '--json']);
      expect(next.code, next.stdout).to.equal(0);
      expect(performance.now() - started).to.be.lessThan(AT_ONCE);
      await expectLiving();
    });
  }

  describe('suspended for longer than others wait, and woken', () => {
    /** Suspends one at each point at the same time, each on a login of its own. */
    const POINTS: readonly BreakPoint[] = ['send', 'answered', 'publish'];

    async function logOutMeanwhile(): Promise<void> {
      const own = await startServer(); // what it hears is counted, and the others renew meanwhile
      const one = await createPairedConsole(own.issuer, 'console');
      const count = (event: string): number => countAt(own, event);
      try {
        await letExpire(one);
        const rotated = count('refresh_token.rotated');
        let pid = 0;
        const sleeper = one.run(['token', '--json'], {
          env: breakHere('publish', 'stop'),
          started: (child) => void (pid = child.pid ?? 0),
        });
        await untilStopped(() => pid);
        expect(count('refresh_token.rotated') - rotated, 'it has the new pair').to.equal(1);
        expect((await one.run(['logout', '--local-only'])).code).to.equal(0);
        const revoked = count('device.ended');
        process.kill(pid, 'SIGCONT');
        const woken = await sleeper;
        expect(woken.code).to.equal(4);
        expect(woken.events[0]?.error).to.include({ code: 'login_required' });
        expect((await one.run(['status'])).code).to.equal(4);
        expect(count('device.ended') - revoked).to.equal(1);
      } finally {
        await own.stop();
        await one.remove();
      }
    }

    async function wakeThem(): Promise<void> {
      const consoles = await Promise.all(POINTS.map(() => createPairedConsole(server.issuer, 'console')));
      try {
        await Promise.all(
          POINTS.map(async (point, at) => {
            const one = consoles[at]!;
            await letExpire(one);
            let pid = 0;
            const sleeper = one.run(['token', '--json'], {
              env: breakHere(point, 'stop'),
              started: (child) => void (pid = child.pid ?? 0),
            });
            await untilStopped(() => pid);
            const next = await one.run(['token', '--json']);
            expect(next.code, `${point}: ${next.stdout}`).to.equal(0);
            const stored = await (await storeOf(one)).load();
            process.kill(pid, 'SIGCONT');
            const woken = await sleeper;
            expect(woken.code, `${point}: ${woken.stdout}`).to.equal(0);
            const now = await (await storeOf(one)).load();
            expect(now!.generation, point).to.be.at.least(stored!.generation);
            const after = await one.run(['token', '--json', '--min-ttl', '100000']);
            expect(after.code, `${point}: ${after.stdout}`).to.equal(0);
          }),
        );
        expect(server.events().filter(({ message }) => message === 'refresh_token.reused')).to.deep.equal([]);
      } finally {
        await Promise.all(consoles.map((one) => one.remove()));
      }
    }

    let [woken, loggedOut]: Promise<void>[] = [];

    before(() => {
      [woken, loggedOut] = [wakeThem(), logOutMeanwhile()]; // both take ten seconds: at the same time
      for (const result of [woken, loggedOut]) result.catch(() => undefined); // told by the tests below
    });

    it('overwrites nothing, logs nobody out, and gets a token itself', () => woken).timeout(90_000);

    it('brings back nothing that was logged out, and leaves no pair at the server that nobody has', () => loggedOut).timeout(
      90_000,
    );
  });
});

/** Waits until a process is suspended. @see {@link https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html proc_pid_stat(5)} */
async function untilStopped(pid: () => number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid()}/stat`, 'utf8').catch(() => '');
    if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('T')) return;
    await sleep(20);
  }
}
