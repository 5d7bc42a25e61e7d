import type { ChildProcess } from 'node:child_process';
import { expect } from 'chai';
import { createPairedConsole, letExpire } from '../support/console/paired-console.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { TestConsole } from '../support/run-console.ts';
import { code, startScriptedIssuer, tokens } from '../support/scripted-issuer.ts';
import type { Act } from '../support/scripted-issuer.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

describe('twenty processes that want a token of one expired login', () => {
  const PROCESSES = 20;
  let server: ServerProcess;
  let terminal: TestConsole;

  before(async () => {
    server = await startServer();
    terminal = await createPairedConsole(server.issuer, 'console');
  });
  after(async () => {
    await server.stop();
    await terminal.remove();
  });

  const rotations = (): number => server.events().filter(({ message }) => message === 'refresh_token.rotated').length;

  it('get one each, of one refresh', async function () {
    this.timeout(60_000);
    await letExpire(terminal);
    const before = rotations();
    const runs = await Promise.all(Array.from({ length: PROCESSES }, () => terminal.run(['token', '--json'])));
    expect(runs.map((run) => run.code)).to.deep.equal(Array.from({ length: PROCESSES }, () => 0));
    expect(new Set(runs.map((run) => run.events[0]?.access_token)).size).to.equal(1);
    expect(rotations() - before).to.equal(1);
  });
});

describe('a process that waits for another one to renew the login', () => {
  it('stops at once when somebody presses Ctrl-C, and gives up with exit code 7', async function () {
    this.timeout(60_000);
    const server = await startScriptedIssuer();
    const terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer });
    try {
      server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('old', { expires_in: 1 })] });
      await terminal.run(['login']);
      const asked = Promise.withResolvers<undefined>();
      const busy: Act = () => asked.resolve(undefined); // and no answer
      server.play({ refresh: [busy, tokens('new')] });
      server.seen.length = 0;
      let holding: ChildProcess | undefined;
      const holder = terminal.run(['token', '--json', '--request-timeout', '60'], { started: (child) => void (holding = child) });
      await asked.promise;

      let stoppedAt = 0;
      const [stopped, patient] = await Promise.all([
        terminal
          .run(['token', '--debug'], {
            watch(output, child) {
              if (stoppedAt > 0 || !output.includes('renewal.waits')) return;
              stoppedAt = performance.now();
              child.kill('SIGINT');
            },
          })
          .then((run) => ({ ...run, took: performance.now() - stoppedAt })),
        terminal.run(['token', '--json', '--request-timeout', '1']),
      ]);
      expect(stopped.code).to.equal(130);
      expect(stopped.took).to.be.lessThan(2000);
      expect(patient.code, patient.stdout).to.equal(7);
      expect(patient.events[0]?.error).to.include({ code: 'store_busy', retryable: true });
      expect(patient.events[0]).to.include({ state: 'refreshable' });
      expect(server.at('/token')).to.have.length(1);
      holding?.kill('SIGINT');
      expect((await holder).code, 'who holds it stops at Ctrl-C too, shortly after: an answer may be on the way').to.equal(130);
    } finally {
      await server.close();
      await terminal.remove();
    }
  });
});
