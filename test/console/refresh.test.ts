import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import { storedLogin } from '../support/stored-login.ts';
import type { TestConsole } from '../support/run-console.ts';
import {
  badGateway,
  captivePortal,
  code,
  dpopMetadata,
  hang,
  json,
  needsNonce,
  oauthError,
  readProof,
  reset,
  tokens,
  tooMany,
  torn,
} from '../support/scripted-issuer.ts';
import type { Act, Script, ScriptedIssuer } from '../support/scripted-issuer.ts';

describe('renewing a login in silence (RFC 6749, section 6)', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage));

  /** Logs in with tokens that last so long, then plays another script. */
  async function loginThen(script: Script, expires_in = 1, more: object = {}): Promise<void> {
    const metadata = script.metadata === undefined ? {} : { metadata: script.metadata };
    server.play({ ...metadata, deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('old', { expires_in, ...more })] });
    const run = await terminal.run(['login']);
    expect(run.code, run.stderr).to.equal(0);
    server.play(script);
    server.seen.length = 0;
  }

  const stored = (): Promise<string> => readFile(storedLogin(terminal.home)!, 'utf8');

  it('asks nobody while the token is good', async () => {
    await loginThen({}, 600);
    expect((await terminal.run(['token'])).stdout).to.equal('at-old\n');
    expect(server.seen).to.have.length(0);
  });

  it('renews a token that is not good for long enough, and keeps the new pair', async () => {
    await loginThen({}, 600);
    expect((await terminal.run(['token', '--min-ttl', '3000'])).stdout).to.equal('at-refreshed\n');
    expect(server.at('/token')[0]!.form.get('refresh_token')).to.equal('rt-old');
    expect((await terminal.run(['token'])).stdout).to.equal('at-refreshed\n');
    expect(server.at('/token')).to.have.length(1);
    await terminal.run(['token', '--min-ttl', '3000']);
    expect(server.at('/token')[1]!.form.get('refresh_token')).to.equal('rt-refreshed');
  });

  it('keeps the refresh token where the server does not give a new one', async () => {
    await loginThen({ refresh: [tokens('new', { refresh_token: undefined, scope: undefined })] });
    await terminal.run(['token']);
    await terminal.run(['token', '--min-ttl', '3000']);
    expect(server.at('/token').map(({ form }) => form.get('refresh_token'))).to.deep.equal(['rt-old', 'rt-old']);
    expect((await terminal.run(['status', '--json'])).events[0]?.scopes).to.deep.equal(['notes:read']);
  });

  it('proves the same DPoP key as at the login, with the nonce that is asked for (RFC 9449, sections 5 and 8)', async () => {
    const bound = { token_type: 'DPoP' };
    await loginThen({ metadata: dpopMetadata, refresh: [needsNonce('n1', tokens('new', bound))] }, 1, bound);
    const run = await terminal.run(['token', '--json']);
    expect(run.events[0]).to.include({ ok: true, access_token: 'at-new' });
    expect(readProof(server.at('/token').at(-1)!)).to.include({ jkt: run.events[0]?.dpop_jkt, nonce: 'n1' });
  });

  it('spends the refresh token once when eight processes want a token at the same time', async () => {
    const slowly: Act = (request, response) => void setTimeout(() => tokens('new')(request, response), 300);
    await loginThen({ refresh: [slowly, oauthError('invalid_grant')] });
    const runs = await Promise.all(Array.from({ length: 8 }, () => terminal.run(['token'])));
    expect(runs.map(({ code, stdout }) => [code, stdout])).to.deep.equal(Array.from({ length: 8 }, () => [0, 'at-new\n']));
    expect(server.at('/token')).to.have.length(1);
  });

  it('takes invalid_grant for the end of the login: exit code 4, and nothing is kept', async () => {
    await loginThen({ refresh: [oauthError('invalid_grant')] });
    const run = await terminal.run(['token', '--json']);
    expect(run.code).to.equal(4);
    expect(run.events[0]).to.include({ ok: false, state: 'logged_out' });
    expect(run.events[0]?.error).to.include({ code: 'session_ended', oauth_error: 'invalid_grant' });
    expect(server.at('/token'), 'believed when it is said twice').to.have.length(2);
    await terminal.run(['token']);
    expect(server.at('/token')).to.have.length(2);
  });

  it('asks once more before it believes invalid_grant: a request that crossed another one is refused too', async () => {
    await loginThen({ refresh: [oauthError('invalid_grant'), tokens('new')] });
    expect((await terminal.run(['token'])).stdout).to.equal('at-new\n');
  });

  it('does not clear what somebody has stored meanwhile', async () => {
    await loginThen({}, 600);
    const replaced: Act = (request, response) =>
      void terminal.run(['login']).then(() => oauthError('invalid_grant')(request, response));
    server.play({
      deviceAuthorization: [code({ interval: 0.1 })],
      poll: [tokens('newer', { expires_in: 7200 })],
      refresh: [replaced, oauthError('invalid_grant')],
    });
    const run = await terminal.run(['token', '--min-ttl', '3000']);
    expect([run.code, run.stdout]).to.deep.equal([0, 'at-newer\n']);
    expect((await terminal.run(['token'])).stdout).to.equal('at-newer\n');
  });

  const passing: readonly (readonly [name: string, act: Act, code: string])[] = [
    ['a cut connection', reset, 'connection_lost'],
    ['a server that hangs', hang, 'timeout'],
    ['a 502 in HTML', badGateway, 'server_trouble'],
    ['a 429', tooMany(5), 'too_many_requests'],
    ['the sign-in page of a hotel', captivePortal, 'odd_answer'],
  ];
  for (const [name, act, problem] of passing) {
    it(`keeps everything at ${name}: exit code 7, and the next run succeeds`, async () => {
      await loginThen({ refresh: [act, act, tokens('new')].slice(problem === 'connection_lost' ? 0 : 1) });
      const before = await stored();
      const run = await terminal.run(['token', '--json', '--request-timeout', '1']);
      expect(run.code).to.equal(7);
      expect(run.events[0]?.error).to.include({ code: problem, retryable: true });
      expect(run.events[0]).to.include({ state: 'refreshable', refreshable: true });
      expect(await stored()).to.equal(before);
      expect((await terminal.run(['token'])).stdout).to.equal('at-new\n');
    });
  }

  it('asks once more at once where the answer was lost: the token may be spent, and it is all there is', async () => {
    for (const act of [reset, torn]) {
      await loginThen({ refresh: [act, tokens('new')] });
      expect((await terminal.run(['token'])).stdout).to.equal('at-new\n');
      expect(server.at('/token').map(({ form }) => form.get('refresh_token'))).to.deep.equal(['rt-old', 'rt-old']);
    }
  });

  it('keeps everything when the server is not there at all, or refuses for another reason', async () => {
    await loginThen({ refresh: [oauthError('invalid_client')] });
    const before = await stored();
    expect((await terminal.run(['token'])).code).to.equal(3);
    server.play({ discovery: [badGateway] });
    expect((await terminal.run(['token'])).code).to.equal(7);
    expect(await stored()).to.equal(before);
  });

  it('does not spend the refresh token when the answer could not be kept', async () => {
    await loginThen({});
    const run = await terminal.run(['token', '--json'], { wrapper: ['sh', '-c', 'ulimit -f 0; exec "$@"', 'sh'] });
    expect(run.code).to.equal(8);
    expect(server.at('/token')).to.have.length(0);
    expect((await terminal.run(['token'])).stdout).to.equal('at-refreshed\n');
  });

  it('asks for a login where there is nothing to renew with', async () => {
    await loginThen({}, 1, { refresh_token: undefined });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const run = await terminal.run(['token', '--json']);
    expect(run.code).to.equal(4);
    expect(run.events[0]?.error?.code).to.equal('not_refreshable');
    expect((await terminal.run(['status', '--json'])).events[0]).to.include({ ok: false, state: 'expired' });
  });

  it('passes over the lock of a process that has died, and waits for one that lives', async () => {
    await loginThen({});
    const lock = join(terminal.home, 'profiles', 'default', 'lock');
    const dead = 2 ** 22 + 1; // above the highest process number of Linux
    await writeFile(lock, JSON.stringify({ id: randomUUID(), pid: dead, host: hostname() }));
    expect((await terminal.run(['token'])).stdout).to.equal('at-refreshed\n');

    await writeFile(lock, JSON.stringify({ id: randomUUID(), pid: process.pid, host: hostname() }));
    const release = setTimeout(() => void import('node:fs/promises').then(({ rm }) => rm(lock)), 1500);
    const started = performance.now();
    expect((await terminal.run(['token', '--min-ttl', '3000'])).code).to.equal(0);
    expect(performance.now() - started).to.be.at.least(1400);
    clearTimeout(release);
  });

  it('sends the API along that the token is for (RFC 8707)', async () => {
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('old', { expires_in: 1 })] });
    await terminal.run(['login', '--resource', 'urn:example:notes']);
    await terminal.run(['token']);
    expect(server.at('/token').at(-1)!.form.get('resource')).to.equal('urn:example:notes');
  });

  describe('whose binding to a key gets lost on the way (RFC 9449, section 5)', () => {
    const bound = { token_type: 'DPoP' };

    it('hands out no plain bearer token, logs nobody out, and goes on when the server is in order again', async () => {
      await loginThen({ metadata: dpopMetadata, refresh: [tokens('stolen-if-seen')] }, 1, bound);
      for (const args of [
        ['token', '--json'],
        ['token', '--header'],
        ['api', 'GET', `${server.issuer}/api`],
      ]) {
        const run = await terminal.run([...args, '--debug']);
        expect(run.code, args.join(' ')).to.equal(3);
        expect(run.stdout + run.stderr)
          .to.include('renewed it with a plain bearer token')
          .and.not.include('stolen-if-seen');
      }
      expect(server.at('/api'), 'no API was shown one').to.have.length(0);
      expect((await terminal.run(['status', '--json'])).events[0]).to.include({ state: 'refreshable', token_type: 'DPoP' });
      expect(server.at('/revoke')).to.have.length(0);

      server.play({ metadata: dpopMetadata, refresh: [tokens('new', bound)] });
      expect((await terminal.run(['token', '--json'])).events[0]).to.include({ access_token: 'at-new', token_type: 'DPoP' });
      expect(server.at('/token').at(-1)!.form.get('refresh_token'), 'the newest one').to.equal('rt-stolen-if-seen');
    });

    it('still gives the bound token that is there, to whoever it is good enough for', async () => {
      await loginThen({ metadata: dpopMetadata, refresh: [tokens('new')] }, 600, bound);
      expect((await terminal.run(['token', '--min-ttl', '3000'])).code).to.equal(3);
      expect((await terminal.run(['token', '--json'])).events[0]).to.include({ access_token: 'at-old', token_type: 'DPoP' });
    });

    it('does not take a bound token for a login without a key', async () => {
      server.play({
        metadata: dpopMetadata,
        deviceAuthorization: [code({ interval: 0.1 })],
        poll: [tokens('old', { expires_in: 1 })],
      });
      await terminal.run(['login', '--bearer']);
      server.play({ refresh: [tokens('new', bound)] });
      expect((await terminal.run(['token', '--json'])).events[0]?.error).to.include({ code: 'issuer_answer' });
    });
  });

  for (const [name, token] of [
    ['an escape sequence', 'at-\u001b]0;title\u0007'],
    ['a line of its own', 'at-new\r\nX-Admin: true'],
    ['a blank', 'at new'],
    ['a letter of another script', 'at-\u202eabc'],
  ] as const) {
    it(`takes no access token with ${name}, and keeps the refresh token that came with it`, async () => {
      await loginThen({ refresh: [tokens('odd', { access_token: token }), tokens('new')] });
      const run = await terminal.run(['token', '--header', '--debug']);
      expect([run.code, run.stdout]).to.deep.equal([3, '']);
      expect(run.stderr).to.include('characters that no token has').and.not.include(token);
      expect((await terminal.run(['token'])).stdout).to.equal('at-new\n');
      expect(server.at('/token')[1]!.form.get('refresh_token')).to.equal('rt-odd');
    });
  }

  it('keeps the refresh token it has where the new one has characters that no token has', async () => {
    await loginThen({ refresh: [tokens('odd', { refresh_token: 'rt\n' }), tokens('new')] });
    expect((await terminal.run(['token'])).code).to.equal(3);
    expect((await terminal.run(['token'])).stdout).to.equal('at-new\n');
    expect(server.at('/token')[1]!.form.get('refresh_token')).to.equal('rt-old');
  });

  it('takes a broken answer for no answer', async () => {
    await loginThen({ refresh: [json(200, { access_token: 42 })] });
    const before = await stored();
    expect((await terminal.run(['token'])).code).to.equal(3);
    expect(await stored()).to.equal(before);
  });
});
