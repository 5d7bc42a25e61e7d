import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import { ON_A_TERMINAL } from '../support/console/on-a-terminal.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import { code, dpopMetadata, json, readProof, tokens } from '../support/scripted-issuer.ts';
import type { Act, Script, ScriptedIssuer } from '../support/scripted-issuer.ts';

const refuse = (challenge: string, status = 401): Act => json(status, { error: 'refused' }, { 'www-authenticate': challenge });
const STEP_UP =
  'DPoP error="insufficient_user_authentication", error_description="x", acr_values="mfa phr", max_age="300", scope="admin"';

describe('an API that wants a fresher or stronger sign-in (RFC 9470)', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage), { env: { TERM: 'dumb' } });
  beforeEach(async () => {
    play({ poll: [tokens('first', { token_type: 'DPoP' })] });
    await terminal.run(['login', '--scope', 'notes:read notes:write', '--resource', 'urn:example:notes']);
  });

  function play(script: Script): void {
    server.play({ metadata: dpopMetadata, deviceAuthorization: [code({ interval: 0.1 })], ...script });
  }
  const call = (...args: readonly string[]): Promise<ConsoleRun> =>
    terminal.run(['api', 'POST', `${server.issuer}/api/pay`, '--data', '{"sum":1}', ...args]);

  it('says which login it takes, with exit code 4, where nobody can be asked; nothing is renewed for it', async () => {
    play({ api: [refuse(STEP_UP)] });
    for (const args of [[], ['--no-input'], ['--json']]) {
      const run = await call(...args);
      expect(run.code, run.stderr).to.equal(4);
      const said = run.stderr + run.stdout;
      expect(said).to.include('wants another sign-in for this: not older than 5 minutes, of the kind mfa or phr');
      expect(said).to.include(`countersign login --acr-values 'mfa phr' --max-age 300`);
    }
    expect(server.at('/device_authorization')).to.have.length(1);
    expect(server.at('/token')).to.have.length(1);
  });

  it('has the person log in that way, for the same rights and no others, and calls once more with what was to be sent', async () => {
    play({ api: [refuse(STEP_UP), json(200, { paid: true })], poll: [tokens('fresh', { token_type: 'DPoP' })] });
    const run = await terminal.run(['api', 'POST', `${server.issuer}/api/pay`, '--data', '{"sum":1}'], {
      wrapper: ON_A_TERMINAL,
    });
    expect(run.code, run.stdout).to.equal(0);
    expect(run.stdout).to.include('WDJB-MJHT').and.include('{"paid":true}');
    const asked = Object.fromEntries(server.at('/device_authorization')[1]!.form);
    expect(asked).to.include({ acr_values: 'mfa phr', max_age: '300', resource: 'urn:example:notes' });
    expect(asked.scope).to.include('notes:read').and.not.include('admin');
    const [first, second] = server.at('/api/pay');
    expect(second!.body).to.equal(first!.body);
    expect(second!.headers.authorization).to.equal('DPoP at-fresh');
    expect(readProof(second!)!.jti).not.to.equal(readProof(first!)!.jti);
    expect((await terminal.run(['token', '--json'])).events[0]?.access_token, 'kept for later').to.equal('at-fresh');
  });

  it('asks once: who is not satisfied by the new login gets no third', async () => {
    play({ api: [refuse(STEP_UP)], poll: [tokens('fresh', { token_type: 'DPoP' })] });
    const run = await terminal.run(['api', 'GET', `${server.issuer}/api/pay`], { wrapper: ON_A_TERMINAL });
    expect(run.code).to.equal(4);
    expect(server.at('/device_authorization')).to.have.length(2);
    expect(server.at('/api/pay')).to.have.length(2);
  });

  it('keeps the login as it was when the new one is denied', async () => {
    play({ api: [refuse(STEP_UP)], poll: [json(400, { error: 'access_denied' })] });
    const run = await terminal.run(['api', 'GET', `${server.issuer}/api/pay`], { wrapper: ON_A_TERMINAL });
    expect(run.code).to.equal(5);
    expect((await terminal.run(['token', '--json'])).events[0]?.access_token).to.equal('at-first');
  });

  it('never lets a challenge write on the terminal or into a command', async () => {
    play({
      api: [
        refuse(`DPoP error="insufficient_user_authentication", acr_values="mfa' ; rm -rf ~ ' \\u001b[31m $(id)", max_age="1e9"`),
      ],
    });
    const run = await call('--no-input');
    expect(run.code).to.equal(4);
    expect(run.stderr)
      .to.match(/--acr-values '[\w ~-]+'/) // words that no shell reads as more than that
      .and.not.include('\u001b')
      .and.not.include('--max-age');
  });

  it('renews, and does not log in, for a token that is only refused', async () => {
    play({ api: [refuse('DPoP error="invalid_token"'), json(200, {})], refresh: [tokens('refreshed', { token_type: 'DPoP' })] });
    expect((await call()).code).to.equal(0);
    expect(server.at('/device_authorization')).to.have.length(1);
  });

  it('says which right is missing, and the login that has all of them (RFC 6750, section 3.1)', async () => {
    play({ api: [refuse('DPoP error="insufficient_scope", scope="notes:read notes:pay"', 403)] });
    const run = await call('--json');
    expect(run.code).to.equal(1);
    expect(run.events[0]?.error).to.include({ code: 'scope_missing' });
    expect(run.events[0]?.error).to.have.property('hint').that.includes(`--scope 'notes:read notes:pay'`);
    play({ api: [refuse('DPoP error="insufficient_scope", scope="notes:read \'; rm -rf"', 403)] });
    expect((await call()).stderr).not.to.include(';');
  });

  for (const odd of [`x';touch\u00a0pwned;'`, `';$(id)'`, '`id`', '%PATH%&calc', '"$HOME"']) {
    it(`never suggests a command with a right called ${odd}, which the server itself gave`, async () => {
      const poll = [tokens('first', { token_type: 'DPoP', scope: `notes:read ${odd}` })];
      server.play({ metadata: dpopMetadata, deviceAuthorization: [code({ interval: 0.1 })], poll });
      expect((await terminal.run(['login', '--profile', 'odd'])).code).to.equal(0);
      play({ api: [refuse('DPoP error="insufficient_scope", scope="notes:pay"', 403)] });
      const run = await terminal.run(['api', 'GET', `${server.issuer}/api/pay`, '--profile', 'odd']);
      expect(run.stderr).to.include(`countersign login --profile odd --scope 'notes:read notes:pay'`);
    });
  }
});
