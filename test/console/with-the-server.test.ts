import { expect } from 'chai';
import { createPerson } from '../support/person.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** The shipped clients, and how their tokens are bound. */
const CLIENTS = { console: 'DPoP', 'console-strict': 'DPoP', 'console-bearer': 'Bearer' } as const;

describe('the console and the server, as they are shipped (RFC 8628)', () => {
  let server: ServerProcess;
  let terminal: TestConsole;
  const logins = new Map<string, ConsoleRun>();

  before(async () => {
    server = await startServer();
    terminal = await createTestConsole();
    const all = Object.keys(CLIENTS).map(async (client) => logins.set(client, await pair(client, 'approve')));
    const denied = pair('console', 'deny', 'denied').then((run) => logins.set('denied', run));
    const unaware = pair('console-bearer', 'approve', 'unaware').then((run) => logins.set('unaware', run));
    await Promise.all([...all, denied, unaware]);
  });
  after(async () => {
    await server.stop();
    await terminal.remove();
  });

  /** Starts a login, and decides about it in a browser as soon as its code is shown. */
  async function pair(client: string, decision: 'approve' | 'deny', profile = client): Promise<ConsoleRun> {
    const alice = createPerson(server.issuer);
    await alice.signIn();
    let isDecided = false;
    const args = [
      'login',
      '--json',
      '--issuer',
      server.issuer,
      '--client-id',
      client,
      '--profile',
      profile,
      '--scope',
      'notes:read',
    ];
    return terminal.run(profile === 'console-bearer' ? [...args, '--bearer'] : args, {
      watch(output) {
        const userCode = /"user_code":"([^"]+)"/.exec(output)?.[1];
        if (userCode === undefined || isDecided) return;
        isDecided = true;
        void alice.decide(userCode, decision);
      },
    });
  }

  for (const [client, tokenType] of Object.entries(CLIENTS)) {
    it(`pairs as ${client}, with ${tokenType} tokens that can be renewed`, async () => {
      const run = logins.get(client)!;
      expect(run.code, run.stdout + run.stderr).to.equal(0);
      expect(run.events.at(-1)).to.include({ ok: true, token_type: tokenType, refreshable: true, client_id: client });
      expect(run.events.at(-1)?.scopes).to.include('notes:read');
      expect(run.events.at(-1)?.subject).to.be.a('string');

      const first = await terminal.run(['token', '--json', '--profile', client]);
      const second = await terminal.run(['token', '--json', '--profile', client, '--min-ttl', '100000']);
      expect(second.code, second.stdout).to.equal(0);
      expect(second.events[0]?.access_token).to.be.a('string').and.not.equal(first.events[0]?.access_token);
    });
  }

  it('says so when the person denies, with exit code 5', () => {
    expect(logins.get('denied')).to.include({ code: 5 });
  });

  it('says where to read about what went wrong, and there it stands', async () => {
    const help = logins.get('denied')!.events.at(-1)?.error?.help ?? '';
    expect(help).to.equal(`${server.issuer}/troubleshooting#access_denied`);
    expect(await (await fetch(help)).text()).to.include('id="access_denied"');
  });

  it('says it of later runs too, on the screen as well', async () => {
    const run = await terminal.run(['token', '--show', '--profile', 'console-strict'], {
      env: { COUNTERSIGN_CLIENT_ID: 'console' },
    });
    expect(run.code).to.equal(4);
    expect(run.stderr).to.match(new RegExp(`^ more: ${server.issuer}/troubleshooting#other_login$`, 'm'));
  });

  it('says what to do when a client takes bearer tokens only', () => {
    const run = logins.get('unaware')!;
    expect(run.code).to.equal(3);
    expect(run.events.at(-1)?.error).to.include({ code: 'proof_refused', oauth_error: 'invalid_request' });
  });

  it('ends the login at the server too', async () => {
    const run = await terminal.run(['logout', '--json', '--profile', 'console']);
    expect(run.events[0]).to.include({ ok: true, revoked: true });
  });

  it('says that its login has ended once its person ended it on the page of devices, with exit code 4', async () => {
    const alice = createPerson(server.issuer);
    await alice.signIn();
    await alice.open('/devices');
    await alice.submit('/devices/end-all', {});
    const run = await terminal.run(['token', '--show', '--profile', 'console-bearer', '--min-ttl', '100000']);
    expect(run.code).to.equal(4);
    expect(run.stderr).to.include('The login has ended').and.include('countersign login --profile console-bearer');
    expect(run.stdout).to.equal('');
  });
});
