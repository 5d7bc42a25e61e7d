import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expect } from 'chai';

import { setScriptedStage } from '../support/console/scripted-stage.ts';
import { ON_A_TERMINAL } from '../support/console/on-a-terminal.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import { dpopMetadata, oauthError, readProof, tokens } from '../support/scripted-issuer.ts';
import type { Script, ScriptedIssuer } from '../support/scripted-issuer.ts';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const KEY = 'cek_SECRET-0123456789abcdef';

const metadata = (issuer: string): object => ({
  ...dpopMetadata(issuer),
  grant_types_supported: [TOKEN_EXCHANGE, 'refresh_token'],
  scopes_supported: ['offline_access'],
});

describe('a machine with an enrollment key (RFC 8693): a login without a person', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage));

  const enrolled = { metadata, poll: [tokens('first', { token_type: 'DPoP', issued_token_type: 'x' })] };
  function login(script: Script = enrolled, stdin = `${KEY}\n`, ...more: readonly string[]): Promise<ConsoleRun> {
    server.play(script);
    return terminal.run(
      ['login', '--enrollment-key-stdin', '--scope', 'notes:read', '--resource', 'urn:notes', '--debug', ...more],
      { stdin },
    );
  }

  it('is exchanged once, with a key of its own, and renewed in silence without it', async () => {
    const run = await login();
    expect(run.code, run.stderr).to.equal(0);
    const [sent, ...others] = server.at('/token');
    expect(others).to.be.empty;
    expect(server.at('/device_authorization')).to.be.empty;
    expect(Object.fromEntries(sent!.form)).to.deep.equal({
      grant_type: TOKEN_EXCHANGE,
      client_id: 'console',
      subject_token: KEY,
      subject_token_type: 'urn:countersign:params:oauth:token-type:enrollment-key',
      scope: 'offline_access notes:read',
      resource: 'urn:notes',
    });
    const jkt = readProof(sent!)?.jkt;
    server.play({ metadata, refresh: [tokens('new', { token_type: 'DPoP' })] });
    await terminal.run(['token', '--json', '--min-ttl', '3000']);
    const renewal = server.at('/token').at(-1)!;
    expect([renewal.form.get('refresh_token'), readProof(renewal)?.jkt]).to.deep.equal(['rt-first', jkt]);
  });

  it('is kept nowhere and told to nobody else: no file, no log, no argument', async () => {
    const run = await login();
    expect(run.stdout + run.stderr).not.to.include(KEY);
    const files = (await readdir(terminal.home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files).not.to.be.empty;
    for (const { parentPath, name } of files)
      expect(await readFile(join(parentPath, name), 'latin1'), name).not.to.include('SECRET');
  });

  it('is not even sent to a server that does not announce the grant', async () => {
    const run = await login({ metadata: dpopMetadata });
    expect(run.code).to.equal(3);
    expect(run.stderr).to.include('it was not sent yours');
    expect(server.at('/token')).to.be.empty;
  });

  for (const error of ['invalid_grant', 'invalid_request'])
    it(`is refused with ${error}: exit code 5, and nothing is kept`, async () => {
      const run = await login({ metadata, poll: [oauthError(error)] });
      expect(run.code).to.equal(5);
      expect(run.stderr).to.include('does not take this enrollment key').and.include('next: ').and.not.include(KEY);
      expect((await terminal.run(['status'])).code).to.equal(4);
    });

  for (const [what, stdin] of [
    ['nothing', ''],
    ['too little', 'short'],
    ['two lines', `${KEY}\n${KEY}`],
    ['a file that is something else', 'x'.repeat(100_000)],
  ] as const)
    it(`is not taken from ${what}: exit code 2, and nobody is asked`, async () => {
      const run = await login(enrolled, stdin);
      expect(run.code, run.stderr).to.equal(2);
      expect(run.stderr).to.include('--enrollment-key-stdin < FILE');
      expect(server.seen).to.be.empty;
    });

  it('says where else its login goes, since there is no code card that would', async () => {
    const run = await login(enrolled, KEY, '--device-endpoint', 'https://elsewhere.example/code');
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stderr).to.include('note: The login itself goes to elsewhere.example, not to 127.0.0.1');
  });

  it('is not typed on a screen', async () => {
    const run = await terminal.run(['login', '--enrollment-key-stdin'], { wrapper: ON_A_TERMINAL, stdin: `${KEY}\n` });
    expect(run.code).to.equal(2);
    expect(server.seen).to.be.empty;
  });

  it('goes with --unattended no more than with a person', async () => {
    expect((await login(enrolled, KEY, '--unattended', '--client-key', 'x')).code).to.equal(2);
    expect(server.seen).to.be.empty;
  });
});
