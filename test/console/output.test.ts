import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import type { TestConsole } from '../support/run-console.ts';
import { code, dpopMetadata, idToken, json, oauthError, pending, reset, tokens } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

/** What a terminal would obey: all control characters but the line end, and what changes the direction of reading. */
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

describe('what the console says, and to whom', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage), {
    script: () => ({ deviceAuthorization: [code({ interval: 0.1 })] }),
  });

  it('tells each step with --debug, and no secret with it', async () => {
    const secret = { access_token: 'AT-opaque-1', refresh_token: 'RT-opaque-1', token_type: 'DPoP', expires_in: 1 };
    const echo = json(400, {
      error: 'authorization_pending',
      error_description: 'still waiting for device-code-SECRET-0123456789',
    });
    server.play({
      metadata: dpopMetadata,
      deviceAuthorization: [code({ interval: 0.1 })],
      poll: [pending, echo, reset, json(200, secret)],
      refresh: [json(500, secret)],
    });
    const runs = [
      await terminal.run(['login', '--debug']),
      await terminal.run(['token', '--debug']),
      await terminal.run(['api', 'GET', `${server.issuer}/api?token=x`, '--debug']),
      await terminal.run(['logout', '--debug']),
    ];
    const said = runs.map(({ stderr, stdout }) => stderr + stdout).join('');
    expect(said).to.include('debug').and.include('/token').and.include('poll.answered');
    const verifier = server.at('/token')[0]!.form.get('code_verifier')!;
    for (const value of ['AT-opaque-1', 'RT-opaque-1', 'device-code-SECRET', verifier]) expect(said).not.to.include(value);
    for (const { headers } of server.seen) if (typeof headers.dpop === 'string') expect(said).not.to.include(headers.dpop);
  });

  it('keeps a secret out of a sentence, also when the server echoes it', async () => {
    const poll = [json(400, { error: 'invalid_grant', error_description: 'no such code: device-code-SECRET-0123456789' })];
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll });
    for (const args of [['login'], ['login', '--json']]) {
      const run = await terminal.run(args);
      expect(run.stderr + run.stdout)
        .to.include('no such code')
        .and.not.include('device-code-SECRET');
    }
  });

  it('passes nothing on that a terminal would obey, whatever the server sends', async () => {
    const evil = '\u001b[2J\u001b]0;pwned\u0007\u202egnp\u009b31m\r\n';
    server.play({
      deviceAuthorization: [code({ interval: 0.1, user_code: `WD${evil}JB`, verification_uri_complete: `javascript:${evil}` })],
      poll: [
        tokens('a', { scope: `notes${evil}read`, id_token: idToken(server.issuer, { sub: `u${evil}`, email: `a@b${evil}` }) }),
      ],
    });
    const denied = json(400, { error: 'access_denied', error_description: evil });
    const runs = [
      await terminal.run(['login']),
      await terminal.run(['login', '--json']),
      await terminal.run(['status']),
      await terminal.run(['status', '--json']),
    ];
    server.play({ deviceAuthorization: [oauthError(`bad${evil}`)], poll: [denied] });
    runs.push(await terminal.run(['login']), await terminal.run(['login', '--json']));
    for (const { stdout, stderr } of runs) {
      expect(stdout).not.to.match(OBEYED);
      expect(stderr).not.to.match(OBEYED);
    }
  });

  it('points out a page on another host', async () => {
    server.play({ deviceAuthorization: [code({ interval: 0.1, verification_uri: 'https://evil.example/device' })] });
    expect((await terminal.run(['login'])).stderr).to.include('The page is on evil.example, not on 127.0.0.1');
  });

  it('says only what must be said with --quiet: the address, the code, errors', async () => {
    const run = await terminal.run(['login', '--quiet']);
    expect(run.stderr)
      .to.include('WDJB-MJHT')
      .and.include('/device')
      .and.not.match(/Waiting|Logged in/);
    expect((await terminal.run(['logout', '--quiet'])).stderr).to.equal('');
    expect((await terminal.run(['status', '--quiet'])).stderr).to.match(/^error: /);
  });

  it('prints one JSON object for each command, always with the same members', async () => {
    const members = [
      'schema',
      'ok',
      'command',
      'profile',
      'issuer',
      'client_id',
      'subject',
      'state',
      'access_token_expires_at',
      'refreshable',
    ];
    members.push('other_hosts', 'scopes', 'scopes_refused', 'resource', 'token_type', 'dpop_jkt', 'store', 'error');
    const before = await terminal.run(['status', '--json']);
    await terminal.run(['login']);
    const after = await terminal.run(['status', '--json']);
    const outside = await terminal.run(['status', '--json', '--profile', '../x']);
    for (const run of [before, after, outside]) {
      expect(run.stdout.trimEnd().split('\n')).to.have.length(1);
      expect(run.events[0]).to.have.all.keys(members);
    }
    expect(before.events[0]).to.include({ ok: false, state: 'logged_out' });
    expect(after.events[0]).to.include({ ok: true, state: 'valid', error: null });
    expect(outside.events[0]).to.include({ ok: false, state: 'unknown', store: null });
  });

  it('shows no token and no code in status', async () => {
    await terminal.run(['login']);
    const run = await terminal.run(['status', '--debug', '--json']);
    expect(run.stdout + run.stderr).not.to.match(/at-first|rt-first/);
  });

  for (const args of [[], ['--help'], ['login', '--help'], ['help', 'token']]) {
    it(`helps: countersign ${args.join(' ')}`, async () => {
      const run = await terminal.run(args);
      expect(run).to.include({ code: args.length === 0 ? 2 : 0 });
      expect(run.stdout + run.stderr)
        .to.include('Usage: countersign')
        .and.include('--profile');
    });
  }

  const mistakes = [
    ['lgoin'],
    ['login', '--nope'],
    ['api', 'GET'],
    ['login', '--dpop', '--bearer'],
    ['login', '--store', 'cloud'],
    ['token', '--min-ttl', 'x'],
  ];
  for (const args of mistakes) {
    it(`refuses: countersign ${args.join(' ')}`, async () => {
      const run = await terminal.run(args);
      expect(run).to.include({ code: 2, stdout: '' });
      expect(run.stderr).to.match(/^error: [^a-z\n][^\n]*[.?]\n next: See "countersign(?: login| api| token)? --help"\.\n$/);
      const { events, code: exit } = await terminal.run([...args, '--json']);
      expect([exit, events.length]).to.deep.equal([2, 1]);
      expect(events[0]).to.include({ ok: false, command: args[0] === 'lgoin' ? null : args[0], state: 'unknown' });
      expect(events[0]?.error).to.include({ code: 'usage', exit_code: 2 });
      expect(server.seen).to.have.length(0);
    });
  }

  it('begins an error on a new line where the data did not end its own', async () => {
    await terminal.run(['login']);
    server.play({ api: [json(404, { no: 'such note' })] });
    const run = await terminal.run(['api', 'GET', `${server.issuer}/api`]);
    expect(run.stdout).to.equal('{"no":"such note"}');
    expect(run.stderr).to.match(/^\nerror: /);
  });

  it('goes on when whoever reads has read enough', async () => {
    const run = await terminal.run(['login', '--json'], {
      wrapper: ['bash', '--norc', '-c', 'set -o pipefail; "$@" 2>&1 | true', 'bash'],
    });
    expect(run).to.include({ code: 0, stderr: '' });
    expect((await terminal.run(['status'])).code).to.equal(0);
  });
});
