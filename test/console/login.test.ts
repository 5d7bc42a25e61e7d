import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import type { TestConsole } from '../support/run-console.ts';
import {
  code,
  dpopMetadata,
  idToken,
  json,
  needsNonce,
  pending,
  plainMetadata,
  readProof,
  tokens,
} from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

describe('countersign login (RFC 8628)', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage), {
    script: () => ({ deviceAuthorization: [code({ interval: 0.2 })] }),
  });

  it('shows address and code, waits, keeps the login and says where', async () => {
    server.play({ deviceAuthorization: [code({ interval: 0.2 })], poll: [pending, tokens('a')] });
    const run = await terminal.run(['login', '--device-name', 'build box']);
    expect(run.stderr)
      .to.include(`${server.issuer}/device`)
      .and.include('WDJB-MJHT')
      .and.include('Only go on if you started this yourself');
    expect(run.stderr).to.include(`Logged in at ${server.issuer}`).and.include('build box').and.include('notes:read');
    expect(run).to.include({ code: 0, stdout: '' });
    expect((await terminal.run(['status'])).stdout)
      .to.match(/^State +logged in \(token renews by itself\)$/m)
      .and.match(/^Good until +\d{4}-\d\d-\d\d \d\d:\d\d \(\d+ minutes\)$/m)
      .and.include('notes:read')
      .and.not.include('Renewal');
  });

  it('names renewal in status only where there is none, and no thumbprint', async () => {
    server.play({
      metadata: dpopMetadata,
      deviceAuthorization: [code({ interval: 0.1 })],
      poll: [tokens('a', { token_type: 'DPoP', refresh_token: undefined })],
    });
    const jkt = (await terminal.run(['login', '--json'])).events.at(-1)?.dpop_jkt as string;
    expect((await terminal.run(['status'])).stdout)
      .to.match(/^State +logged in$/m)
      .and.match(/^Good until +.* \(10 minutes\)$/m)
      .and.match(/^Renewal +none/m)
      .and.match(/^Token +bound to this machine \(DPoP\)$/m)
      .and.not.include(jkt);
  });

  it('tells a program each step as one JSON object a line, the report last, and never a device code or token', async () => {
    server.play({ deviceAuthorization: [code({ interval: 0.2 })], poll: [pending, tokens('a')] });
    const run = await terminal.run(['login', '--json', '--device-name', 'box']);
    expect(run.events.map(({ event }) => event)).to.deep.equal(['verification', 'waiting', 'waiting', 'done']);
    expect(run.events[0]).to.include({ user_code: 'WDJB-MJHT', verification_uri: `${server.issuer}/device`, interval: 0.2 });
    expect(run.events[0]?.expires_at).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(run.events.at(-1)).to.include({
      schema: 1,
      ok: true,
      command: 'login',
      profile: 'default',
      state: 'valid',
      refreshable: true,
      error: null,
    });
    expect(run.stdout).not.to.match(/device-code|at-a|rt-a/);
  });

  it('waits before it polls first', async () => {
    server.play({ deviceAuthorization: [code({ interval: 0.5 })] });
    await terminal.run(['login']);
    const [asked, polled] = [server.at('/device_authorization')[0]!.at, server.at('/token')[0]!.at];
    expect(polled - asked).to.be.at.least(480);
  });

  it('waits five seconds where the server gives no interval (section 3.2)', async () => {
    server.play({ deviceAuthorization: [code({ interval: undefined })] });
    await terminal.run(['login']);
    expect(server.at('/token')[0]!.at - server.at('/device_authorization')[0]!.at).to.be.within(4900, 7000);
  });

  it('binds the code to a secret of its own: PKCE with S256 (RFC 7636)', async () => {
    await terminal.run(['login']);
    const [request] = server.at('/device_authorization');
    const verifier = server.at('/token')[0]!.form.get('code_verifier') ?? '';
    expect(verifier).to.match(/^[\w.~-]{43,128}$/);
    expect(request!.form.get('code_challenge_method')).to.equal('S256');
    expect(request!.form.get('code_challenge')).to.equal(createHash('sha256').update(verifier).digest('base64url'));
  });

  it('says what machine it is, which rights and which API it asks for', async () => {
    const wish = [
      '--scope',
      'notes:read notes:write',
      '--resource',
      'urn:example:notes',
      '--device-name',
      'box',
      '--client-id',
      'mine',
    ];
    await terminal.run(['login', ...wish]);
    const { form, headers } = server.at('/device_authorization')[0]!;
    expect(Object.fromEntries(form)).to.include({
      scope: 'notes:read notes:write',
      resource: 'urn:example:notes',
      device_name: 'box',
      client_id: 'mine',
    });
    expect(headers['user-agent']).to.match(/^countersign-console\/\d/);
    expect(Object.fromEntries(server.at('/token')[0]!.form)).to.include({ resource: 'urn:example:notes', client_id: 'mine' });
  });

  it('adds the rights that make later runs silent where the server knows them, and nothing with --exact-scope', async () => {
    const metadata = (issuer: string): object => ({
      ...plainMetadata(issuer),
      scopes_supported: ['openid', 'offline_access', 'notes:read'],
    });
    server.play({ metadata, deviceAuthorization: [code({ interval: 0.2 })] });
    await terminal.run(['login', '--scope', 'notes:read']);
    await terminal.run(['login', '--scope', 'notes:read', '--exact-scope']);
    expect(server.at('/device_authorization').map(({ form }) => form.get('scope'))).to.deep.equal([
      'openid offline_access notes:read',
      'notes:read',
    ]);
  });

  it('says what was asked for and not given (RFC 6749, section 3.3)', async () => {
    const metadata = (issuer: string): object => ({ ...plainMetadata(issuer), scopes_supported: ['offline_access'] });
    server.play({ metadata, deviceAuthorization: [code({ interval: 0.1 })] });
    const wish = ['login', '--scope', 'notes:read reports:send'];
    expect((await terminal.run(wish)).stderr).to.match(/^ {2}Not given {2}reports:send$/m);
    expect((await terminal.run([...wish, '--json'])).events.at(-1)?.scopes_refused).to.deep.equal(['reports:send']);
    expect((await terminal.run(['status', '--json'])).events[0]?.scopes_refused).to.deep.equal(['reports:send']);

    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('a', { scope: undefined })] });
    expect((await terminal.run(wish)).stderr).not.to.include('Not given'); // all of it, where nothing is said (section 5.1)
  });

  it('says who logged in, where the server gives an ID token', async () => {
    server.play({
      deviceAuthorization: [code({ interval: 0.2 })],
      poll: [tokens('a', { id_token: idToken(server.issuer, { sub: 'u-1', preferred_username: 'alice\u001b[31m' }) })],
    });
    const run = await terminal.run(['login', '--scope', 'openid profile notes:read']);
    expect(run.stderr).to.include('Logged in as alice at');
    expect(run.stderr, 'openid was given: here it is').not.to.include('Not given');
    expect((await terminal.run(['status', '--json'])).events[0]).to.include({ subject: 'u-1' });
  });

  it('proves its DPoP key with each request, from the first on, and gives the nonce that is asked for (RFC 9449)', async () => {
    const nonces = {
      deviceAuthorization: [needsNonce('n1', code({ interval: 0.2 }))],
      poll: [needsNonce('n2', tokens('a', { token_type: 'DPoP' }))],
    };
    server.play({ metadata: dpopMetadata, ...nonces });
    const run = await terminal.run(['login', '--json']);
    expect(run.events.at(-1)).to.include({ ok: true, token_type: 'DPoP' });
    const proofs = [...server.at('/device_authorization'), ...server.at('/token')].map((request) => readProof(request)!);
    expect(new Set(proofs.map(({ jkt }) => jkt))).to.deep.equal(new Set([run.events.at(-1)?.dpop_jkt]));
    expect(new Set(proofs.map(({ jti }) => jti))).to.have.property('size', proofs.length);
    expect(proofs[0]).to.include({ htm: 'POST', htu: `${server.issuer}/device_authorization` });
    expect(server.at('/device_authorization')[0]!.form.has('dpop_jkt')).to.equal(false);
  });

  it('dates proofs by the clock of the server when its own is ten minutes off', async () => {
    const tenMinutesOff = new Date(Date.now() + 600_000).toUTCString();
    const discovery = [json(200, dpopMetadata(server.issuer), { date: tenMinutesOff })];
    server.play({ discovery, deviceAuthorization: [code({ interval: 0.2 })], poll: [tokens('a', { token_type: 'DPoP' })] });
    await terminal.run(['login']);
    for (const request of [...server.at('/device_authorization'), ...server.at('/token')]) {
      expect(readProof(request)!.iat - Date.now() / 1000).to.be.within(590, 605);
    }
  });

  it('takes plain bearer tokens with --bearer, and keeps nothing when --dpop is not honoured', async () => {
    server.play({ metadata: dpopMetadata, deviceAuthorization: [code({ interval: 0.2 })] });
    expect((await terminal.run(['login', '--bearer', '--json'])).events.at(-1)).to.include({
      ok: true,
      token_type: 'Bearer',
      dpop_jkt: null,
    });
    expect(server.at('/device_authorization')[0]!.headers).not.to.have.property('dpop');
    const promised = await terminal.run(['--profile', 'promised', 'login']);
    expect(promised.stderr, 'what was promised and not kept').to.include('gave a plain bearer token');
    const refused = await terminal.run(['--profile', 'strict', 'login', '--dpop', '--json']);
    expect(refused.code).to.equal(3);
    expect(refused.events.at(-1)?.error).to.include({ code: 'not_bound' });
    expect(server.at('/revoke').at(-1)?.form.get('token')).to.equal('rt-first');
    expect((await terminal.run(['--profile', 'strict', 'status'])).code).to.equal(4);
  });

  it('is not brought down by a life that no calendar has', async () => {
    const poll = [tokens('first', { expires_in: 1e300, refresh_token: undefined })];
    server.play({ deviceAuthorization: [code({ interval: 0.1, expires_in: 1e300 })], poll });
    const run = await terminal.run(['login', '--json']);
    expect(run.code, run.stderr).to.equal(0);
    const status = await terminal.run(['status', '--json']);
    expect(status.code).to.equal(0);
    expect(status.events[0]).to.include({ state: 'valid', access_token_expires_at: null });
  });

  it('keeps nothing, and shows nothing, of a token that could write on the screen or into a header', async () => {
    const poll = [tokens('first', { access_token: 'at\u001b[2Jfirst' })];
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll });
    const run = await terminal.run(['login', '--json', '--debug']);
    expect(run.events.at(-1)?.error).to.include({ code: 'issuer_answer' });
    expect(run.stdout + run.stderr).not.to.match(/\u001b|2Jfirst/);
    expect(server.at('/revoke').at(-1)?.form.get('token')).to.equal('rt-first');
    expect((await terminal.run(['status'])).code).to.equal(4);
  });

  for (const error of ['invalid_grant', 'invalid_dpop_proof']) {
    it(`says what to do when a client must prove a key, logs in with --bearer and is told ${error} (RFC 9449, section 5)`, async () => {
      const refusal = json(400, { error, error_description: 'this client must send a DPoP proof' });
      const script = { deviceAuthorization: [code({ interval: 0.1 })], poll: [refusal] };
      server.play({ metadata: dpopMetadata, ...script });
      const run = await terminal.run(['login', '--bearer', '--json', '--debug']);
      expect(run.code).to.equal(3);
      expect(run.events.at(-1)?.error).to.include({ code: 'proof_missing', oauth_error: error });
      expect(run.events.at(-1)?.error).to.have.property('hint').that.includes('log in without --bearer');
      expect(run.stderr).to.include(`error="${error}"`).and.include('error_description="this client must send a DPoP proof"');

      server.play(script); // an issuer that knows no proofs means something else
      expect((await terminal.run(['login', '--bearer', '--json'])).events.at(-1)?.error).to.include({ code: 'oauth_error' });
    });
  }

  it('leaves the login that it replaces alone at the server, where ending it could end the new one too, and says so', async () => {
    await terminal.run(['login']);
    server.play({ deviceAuthorization: [code({ interval: 0.2 })], poll: [tokens('second')] });
    expect((await terminal.run(['login'])).stderr).to.include('goes on until it expires, or the operator ends it');
    expect(server.at('/revoke')).to.have.length(0);
    expect((await terminal.run(['token'])).stdout).to.equal('at-second\n');
  });

  it('keeps several logins side by side, by profile', async () => {
    await terminal.run(['login']);
    server.play({ deviceAuthorization: [code({ interval: 0.2 })], poll: [tokens('b')] });
    await terminal.run(['login'], { env: { COUNTERSIGN_PROFILE: 'work' } });
    expect((await terminal.run(['token'])).stdout).to.equal('at-first\n');
    expect((await terminal.run(['token', '--profile', 'work'])).stdout).to.equal('at-b\n');
  });

  it('never hands a login to another issuer or client than it came from', async () => {
    await terminal.run(['login']);
    const other = await terminal.run(['token', '--json'], { env: { COUNTERSIGN_ISSUER: 'https://id.example' } });
    expect(other.code).to.equal(4);
    expect(other.events[0]?.error?.code).to.equal('other_login');
    expect((await terminal.run(['token'], { env: { COUNTERSIGN_CLIENT_ID: 'other' } })).code).to.equal(4);
  });

  it('spells the code out with --accessible', async () => {
    const run = await terminal.run(['login', '--accessible']);
    expect(run.stderr).to.include('Whiskey, Delta, Juliett, Bravo, dash, Mike, Juliett, Hotel, Tango');
  });
});
