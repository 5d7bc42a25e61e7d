import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import { startTlsServer } from '../support/console/tls-server.ts';
import type { TlsServer } from '../support/console/tls-server.ts';
import {
  badGateway,
  captivePortal,
  code,
  dpopMetadata,
  hang,
  json,
  oauthError,
  plainMetadata,
  readProof,
  reset,
  slowDown,
  tokens,
  tooMany,
} from '../support/scripted-issuer.ts';
import type { Script, ScriptedIssuer } from '../support/scripted-issuer.ts';

/** What must be told: the code of the error and the number that scripts branch on, the same in words and in JSON. */
interface Told {
  readonly code: string;
  readonly exit: number;
}

/** Nothing on standard output, and at the end of standard error one sentence and one next step. */
function expectSentence({ code: exit, stdout, stderr }: ConsoleRun, told: Told): void {
  expect(exit, stderr).to.equal(told.exit);
  expect(stdout).to.equal('');
  expect(stderr).to.match(/(?:^|\n)error: \S[^\n]*\.\n next: [A-Z][^\n]*[.")]\n(?: more: \S+\n)?$/);
  expect(stderr.match(/^error: /gm)).to.have.length(1);
  expect(stderr).not.to.match(/\n {4}at |undefined|\[object|Error:/);
}

/** Nothing on standard error, and at the end of standard output one object with the same number. */
function expectObject({ code: exit, events, stdout, stderr }: ConsoleRun, command: string, told: Told): void {
  const last = events.at(-1);
  expect(exit, stdout).to.equal(told.exit);
  expect(stderr).to.equal('');
  expect(stdout.trimEnd().split('\n')).to.have.length(events.length);
  expect(last).to.include({ ok: false, command });
  expect(last?.error).to.include({ code: told.code, exit_code: told.exit, retryable: told.exit === 7 });
}

describe('every failure has its number, its sentence and its next step (exit codes of docs/console.md)', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage), { namesIssuer: false });

  /** Runs a command at a server that plays this, in words and for programs. */
  async function expectFailure(args: readonly string[], told: Told): Promise<void> {
    const all = [...args, '--request-timeout', told.code === 'timeout' ? '1' : '10'];
    const [words, object] = await Promise.all([
      terminal.run([...all, '--profile', 'a']),
      terminal.run([...all, '--profile', 'b', '--json']),
    ]);
    expectSentence(words, told);
    expectObject(object, args[0]!, told);
  }

  const quick = code({ interval: 0.1 });
  const metadata = (more: object) => (issuer: string) => ({ ...plainMetadata(issuer), ...more });

  const logins: Readonly<Record<string, Told & { readonly script: Script; readonly args?: readonly string[] }>> = {
    'denied by the person': {
      code: 'access_denied',
      exit: 5,
      script: { deviceAuthorization: [quick], poll: [oauthError('access_denied')] },
    },
    'expired, says the server': {
      code: 'expired_token',
      exit: 6,
      script: { deviceAuthorization: [quick], poll: [oauthError('expired_token')] },
    },
    'expired, says the clock': {
      ...{ code: 'expired_token', exit: 6 },
      script: { deviceAuthorization: [code({ interval: 0.1, expires_in: 1 })], poll: [oauthError('authorization_pending')] },
    },
    'slow_down until the time limit': {
      ...{ code: 'time_limit', exit: 6, args: ['--timeout', '1'] },
      script: { deviceAuthorization: [quick], poll: [slowDown] },
    },
    '500 at the metadata': { code: 'server_trouble', exit: 7, script: { discovery: [json(500, {})] } },
    '502 in HTML at the metadata': { code: 'server_trouble', exit: 7, script: { discovery: [badGateway] } },
    '500 at the device endpoint': { code: 'server_trouble', exit: 7, script: { deviceAuthorization: [json(500, {})] } },
    '429 with Retry-After': { code: 'too_many_requests', exit: 7, script: { deviceAuthorization: [tooMany(30)] } },
    'HTML at the metadata': { code: 'issuer_metadata', exit: 3, script: { discovery: [captivePortal] } },
    'HTML at the device endpoint': { code: 'odd_answer', exit: 7, script: { deviceAuthorization: [captivePortal] } },
    'a cut connection': { code: 'connection_lost', exit: 7, script: { deviceAuthorization: [reset] } },
    'no answer at all': { code: 'timeout', exit: 7, script: { discovery: [hang] } },
    'another issuer in the metadata': {
      ...{ code: 'issuer_mismatch', exit: 3 },
      script: { metadata: metadata({ issuer: 'https://other.example' }) },
    },
    'no device grant': {
      code: 'no_device_grant',
      exit: 3,
      script: { metadata: metadata({ device_authorization_endpoint: undefined }) },
    },
    'an unknown client': {
      code: 'unknown_client',
      exit: 3,
      script: { deviceAuthorization: [oauthError('invalid_client', 401)] },
    },
    'another OAuth error': { code: 'oauth_error', exit: 1, script: { deviceAuthorization: [oauthError('strange_thing')] } },
  };
  for (const [name, { script, args = [], ...told }] of Object.entries(logins)) {
    it(`login: ${name}: ${told.exit}`, async () => {
      server.play(script);
      await expectFailure(['login', '--issuer', server.issuer, ...args], told);
    });
  }

  it('login: nobody listens there: 7', async () => {
    await server.close();
    await expectFailure(['login', '--issuer', server.issuer], { code: 'refused', exit: 7 });
  });

  it('login: no such name: 7', async () => {
    await expectFailure(['login', '--issuer', 'https://nowhere.invalid'], { code: 'dns', exit: 7 });
  });

  describe('login: a certificate', () => {
    const certificates = {
      'that nobody vouches for': { wish: { name: 'IP:127.0.0.1', days: 0.5 }, trusted: false },
      'for another name': { wish: { name: 'DNS:other.example', days: 0.5 }, trusted: true },
      'that has run out': { wish: { name: 'IP:127.0.0.1', days: -0.1 }, trusted: true },
    };
    for (const [name, { wish, trusted }] of Object.entries(certificates)) {
      it(`${name}: 3`, async () => {
        const tls: TlsServer = await startTlsServer({ name: wish.name, until: Date.now() + wish.days * 86_400_000 });
        try {
          const authority = trusted ? ['--ca-file', tls.caFile] : [];
          await expectFailure(['login', '--issuer', tls.address, ...authority], { code: 'tls', exit: 3 });
        } finally {
          await tls.close();
        }
      });
    }
  });

  for (const minutes of [10, -10]) {
    it(`login and renewal: a clock that is ${minutes} minutes off is no failure, and proofs are dated by the server's`, async () => {
      const date = (): string => new Date(Date.now() + minutes * 60_000).toUTCString();
      const bound = { token_type: 'DPoP', expires_in: 1 };
      server.play({
        discovery: [(request, response) => json(200, dpopMetadata(server.issuer), { date: date() })(request, response)],
        deviceAuthorization: [quick],
        poll: [tokens('a', bound)],
        refresh: [tokens('b', bound)],
      });
      expect((await terminal.run(['login', '--issuer', server.issuer, '--store', 'file'])).code).to.equal(0);
      expect((await terminal.run(['token', '--json'])).code).to.equal(0);
      const proofs = server.at('/token').map((request) => readProof(request)!.iat);
      expect(proofs).to.have.length(2);
      for (const iat of proofs) expect(iat - Date.now() / 1000).to.be.closeTo(minutes * 60, 20);
    });
  }

  const renewals: Readonly<Record<string, Told & { readonly script: Script }>> = {
    'an ended login': { code: 'session_ended', exit: 4, script: { refresh: [oauthError('invalid_grant')] } },
    '500': { code: 'server_trouble', exit: 7, script: { refresh: [json(500, {})] } },
    '429 with Retry-After': { code: 'too_many_requests', exit: 7, script: { refresh: [tooMany(30)] } },
    HTML: { code: 'odd_answer', exit: 7, script: { refresh: [captivePortal] } },
    'no answer at all': { code: 'timeout', exit: 7, script: { refresh: [hang] } },
    'another issuer in the metadata': {
      ...{ code: 'issuer_mismatch', exit: 3 },
      script: { metadata: metadata({ issuer: 'https://other.example' }) },
    },
  };
  for (const [name, { script, ...told }] of Object.entries(renewals)) {
    it(`token and api: ${name}: ${told.exit}, and who did not have to be logged out is not`, async () => {
      server.play({ deviceAuthorization: [quick], poll: [tokens('a', { expires_in: 1 }), tokens('b', { expires_in: 1 })] });
      const login = ['login', '--issuer', server.issuer, '--store', 'file', '--profile'];
      const made = await Promise.all(['a', 'b'].map((profile) => terminal.run([...login, profile])));
      expect(made.map((run) => run.code)).to.deep.equal([0, 0]);
      server.play(script);
      await expectFailure(name === 'HTML' ? ['api', 'GET', `${server.issuer}/api`] : ['token'], told);
      const after = await terminal.run(['status', '--profile', 'a']);
      expect(after.code).to.equal(told.exit === 4 ? 4 : 0);
    });
  }
});
