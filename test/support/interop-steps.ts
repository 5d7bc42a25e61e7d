import { expect } from 'chai';
import { createTestConsole } from './run-console.ts';
import type { ConsoleRun, TestConsole } from './run-console.ts';
import type { OtherServer } from './other-server.ts';

/** A server that is not ours, as the console meets it. */
export interface Interop {
  start(): Promise<OtherServer>;
  /** What is typed after `login`. */
  loginArgs(origin: string): readonly string[];
  /** Decides about a code, as a person in front of the server's own pages. */
  decide(origin: string, userCode: string, approved: boolean): Promise<void>;
  readonly tokenType: 'Bearer' | 'DPoP';
  /** Does the server end a login when it is told to (RFC 7009)? */
  readonly revokes: boolean;
}

/** What has to work everywhere: login, denial, silent renewal, logout. */
export function describeInterop(server: Interop): void {
  let running: OtherServer;
  let terminal: TestConsole;
  let approved: ConsoleRun;
  let denied: ConsoleRun;

  before(async () => {
    [running, terminal] = await Promise.all([server.start(), createTestConsole()]);
    [approved, denied] = await Promise.all([login('approved', true), login('denied', false)]);
  });
  after(async () => {
    await running.stop();
    await terminal.remove();
  });

  async function login(profile: string, approve: boolean): Promise<ConsoleRun> {
    let decision: Promise<void> | undefined;
    const run = await terminal.run(
      ['login', '--json', '--profile', profile, '--timeout', '25', ...server.loginArgs(running.origin)],
      {
        watch(output) {
          const userCode = /"user_code":"([^"]+)"/.exec(output)?.[1];
          if (userCode === undefined) return;
          decision ??= server.decide(running.origin, userCode, approve);
          decision.catch(() => undefined);
        },
      },
    );
    await decision;
    return run;
  }

  it('logs in', () => {
    expect(approved.code, approved.stdout + approved.stderr + running.output()).to.equal(0);
    expect(approved.events.at(-1)).to.include({ ok: true, token_type: server.tokenType, refreshable: true });
  });

  it('is told of a denial, with exit code 5', () => {
    expect(denied.code, denied.stdout + denied.stderr).to.equal(5);
  });

  it('renews in silence, and again with what it was given then', async () => {
    const seen = new Set<unknown>();
    for (let time = 1; time <= 3; time += 1) {
      const run = await terminal.run(['token', '--json', '--profile', 'approved', '--min-ttl', '10000000']);
      expect(run.code, run.stdout + run.stderr).to.equal(0);
      seen.add(run.events[0]?.access_token);
    }
    expect(seen.size).to.equal(3);
  });

  it('logs out, at the server too', async () => {
    const run = await terminal.run(['logout', '--json', '--profile', 'approved']);
    expect(run.events[0]).to.include({ ok: true, revoked: server.revokes });
    expect((await terminal.run(['token', '--json', '--profile', 'approved'])).code).to.equal(4);
  });
}
