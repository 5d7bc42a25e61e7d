import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { needsProgram } from '../support/find-program.ts';
import { freePort } from '../support/free-port.ts';
import { createPerson } from '../support/person.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** The whole process lives at another time than the server and the API: its clock is wrong, as that of a virtual machine that was asleep. */
describe('a clock that is ten minutes off (RFC 9449, section 11.1)', () => {
  let server: ServerProcess | undefined;
  let api: ChildProcess | undefined;
  let notes: string;
  let terminal: TestConsole | undefined;

  before(async function () {
    needsProgram(this, 'faketime');
    server = await startServer();
    const port = await freePort();
    notes = `http://localhost:${port}/notes`;
    api = spawn(
      process.execPath,
      ['--conditions=countersign-source', 'examples/api/main.ts', '--port', String(port), '--issuer', server.issuer],
      { stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env.PATH } },
    );
    await once(api.stdout!, 'data');
    terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer });
  });
  after(async () => {
    api?.kill();
    await server?.stop();
    await terminal?.remove();
  });

  for (const [name, shift] of [
    ['fast', '+10m'],
    ['slow', '-10m'],
  ] as const) {
    const at = (args: readonly string[], watch?: (output: string) => void): Promise<ConsoleRun> =>
      terminal!.run([...args, '--profile', name], { wrapper: ['faketime', '-f', shift], ...(watch && { watch }) });

    it(`and ${name}: login, renewal and a call of an API work with a bound token`, async () => {
      const alice = createPerson(server!.issuer);
      await alice.signIn();
      let decision: Promise<unknown> | undefined;
      const login = await at(
        ['login', '--json', '--dpop', '--scope', 'notes:read', '--client-id', 'console-strict'],
        (output) => {
          const userCode = /"user_code":"([^"]+)"/.exec(output)?.[1];
          if (userCode !== undefined) decision ??= alice.decide(userCode, 'approve');
        },
      );
      await decision;
      expect(login.code, login.stdout + login.stderr).to.equal(0);
      expect(login.events.at(-1)).to.include({ token_type: 'DPoP', state: 'valid' });

      const renewed = await at(['token', '--json', '--min-ttl', '100000']);
      expect(renewed.code, renewed.stdout).to.equal(0);
      const called = await at(['api', 'GET', notes]);
      expect(called.code, called.stdout + called.stderr).to.equal(0);
      const ended = await at(['logout', '--json']);
      expect(ended.events[0]).to.include({ revoked: true });
    });
  }
});
