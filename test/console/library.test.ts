import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { LoginRequired, Temporary, openSession } from '../../client-cli/index.ts';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import type { TestConsole } from '../support/run-console.ts';
import { badGateway, code, dpopMetadata, json, pending, tokens } from '../support/scripted-issuer.ts';
import type { Act, ScriptedIssuer } from '../support/scripted-issuer.ts';

describe('the console as a library', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage), {
    script: () => ({ deviceAuthorization: [code({ interval: 0.1 })], poll: [pending, tokens('a')] }),
  });

  const open = (): ReturnType<typeof openSession> => openSession({ env: { COUNTERSIGN_HOME: terminal.home }, requestTimeout: 2 });

  it('logs in with events, and shares the login with the program', async () => {
    const session = await open();
    const events: string[] = [];
    for await (const event of session.login({ issuer: server.issuer, clientId: 'console', deviceName: 'service' }))
      events.push(event.kind);
    expect(events).to.deep.equal(['verification', 'waiting', 'waiting', 'done']);
    expect(await session.getToken()).to.equal('at-a');
    expect((await terminal.run(['token'])).stdout).to.equal('at-a\n');
  });

  it('keeps a login in memory only, if it is told to', async () => {
    const session = await open();
    const login = session.login({
      issuer: server.issuer,
      clientId: 'console',
      deviceName: 'service',
      store: 'memory',
    });
    for await (const { kind } of login) expect(kind).to.be.a('string');
    expect(await session.getToken()).to.equal('at-a');
    expect((await terminal.run(['token'])).code).to.equal(4);
  });

  it('renews once for many calls at the same time', async () => {
    const slowly: Act = (request, response) => void setTimeout(() => tokens('new')(request, response), 100);
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('a', { expires_in: 1 })], refresh: [slowly] });
    await terminal.run(['login']);
    const session = await open();
    const given = await Promise.all(Array.from({ length: 20 }, () => session.getToken()));
    expect(new Set(given)).to.deep.equal(new Set(['at-new']));
    expect(server.at('/token').filter(({ form }) => form.get('grant_type') === 'refresh_token')).to.have.length(1);
  });

  it('calls APIs, with one retry after a 401', async () => {
    const api = [json(401, {}), json(200, { hello: 'world' })];
    const bound = { token_type: 'DPoP' };
    server.play({
      metadata: dpopMetadata,
      deviceAuthorization: [code({ interval: 0.1 })],
      poll: [tokens('a', bound)],
      refresh: [tokens('b', bound)],
      api,
    });
    await terminal.run(['login']);
    const reply = await (await open()).fetch(`${server.issuer}/api/notes`);
    expect([reply.status, await reply.json()]).to.deep.equal([200, { hello: 'world' }]);
  });

  it('tells "log in" apart from "later"', async () => {
    const refusal = await (await open()).getToken().catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(LoginRequired);
    server.play({
      deviceAuthorization: [code({ interval: 0.1 })],
      poll: [tokens('a', { expires_in: 1 })],
      refresh: [badGateway],
    });
    await terminal.run(['login']);
    expect(await (await open()).getToken().catch((error: unknown) => error)).to.be.instanceOf(Temporary);
  });

  it('stops a login when its signal says so', async () => {
    server.play({ deviceAuthorization: [code({ interval: 30 })], poll: [pending] });
    const stop = new AbortController();
    const session = await open();
    const reason = new Error('enough');
    const failed = await (async (): Promise<unknown> => {
      for await (const { kind } of session.login({
        issuer: server.issuer,
        clientId: 'console',
        deviceName: 'x',
        signal: stop.signal,
      })) {
        if (kind === 'waiting') setTimeout(() => stop.abort(reason), 50);
      }
      return undefined;
    })().catch((error: unknown) => error);
    expect(failed).to.equal(reason);
  });

  it('asks somebody when it is given a way to, once for all who wait, and goes on', async () => {
    const prompts: unknown[] = [];
    const session = await openSession({
      env: { COUNTERSIGN_HOME: terminal.home, COUNTERSIGN_ISSUER: server.issuer },
      login: { clientId: 'console', deviceName: 'service', scope: 'notes:read' },
      onPrompt: (prompt) => prompts.push(prompt),
    });
    const [token, reply] = await Promise.all([
      session.getToken(),
      session.fetch(`${server.issuer}/api/notes`),
      session.getToken(),
    ]);
    expect([token, reply.status]).to.deep.equal(['at-a', 200]);
    expect(prompts).to.have.length(1);
    expect(prompts[0]).to.include({ userCode: 'WDJB-MJHT', issuer: server.issuer }).and.not.have.property('kind');
    expect(server.at('/device_authorization')[0]!.form.get('scope')).to.equal('notes:read');
  });

  it('stops asking when everybody who waited has given up', async () => {
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [pending] });
    const shown = Promise.withResolvers<undefined>();
    const session = await openSession({
      env: { COUNTERSIGN_HOME: terminal.home, COUNTERSIGN_ISSUER: server.issuer },
      onPrompt: () => shown.resolve(undefined),
    });
    const [first, second] = [new AbortController(), new AbortController()];
    const waits = [first, second].map(({ signal }) => session.getToken({ signal }).catch((error: unknown) => error));
    await shown.promise;
    first.abort(new Error('first'));
    expect(await waits[0]).to.have.property('message', 'first');
    const polls = server.at('/token').length;
    while (server.at('/token').length < polls + 2) await sleep(20); // the second still waits
    second.abort(new Error('second'));
    expect(await waits[1]).to.have.property('message', 'second');
    await sleep(200); // one may have been under way
    const last = server.at('/token').length;
    await sleep(400);
    expect(server.at('/token')).to.have.length(last);
  });

  it('ends one wait at once, and lets the renewal go on for the others', async () => {
    const asked = Promise.withResolvers<undefined>();
    const answer = Promise.withResolvers<undefined>();
    const slowly: Act = (request, response) => {
      asked.resolve(undefined);
      void answer.promise.then(() => tokens('new')(request, response));
    };
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('a', { expires_in: 1 })], refresh: [slowly] });
    await terminal.run(['login']);
    const session = await open();
    const stop = new AbortController();
    const hasty = session.getToken({ signal: stop.signal }).catch((error: unknown) => error);
    const patient = session.getToken();
    await asked.promise;
    stop.abort(new Error('enough'));
    expect(await hasty).to.have.property('message', 'enough');
    answer.resolve(undefined);
    expect(await patient).to.equal('at-new');
    expect((await terminal.run(['token'])).stdout).to.equal('at-new\n');
  });

  it('calls APIs with a token that has run down but not out while the issuer is in trouble; getToken keeps to what it was asked', async () => {
    server.play({
      deviceAuthorization: [code({ interval: 0.1 })],
      poll: [tokens('a', { expires_in: 20 })],
      refresh: [badGateway],
    });
    await terminal.run(['login']);
    const session = await open();
    expect((await session.fetch(`${server.issuer}/api/notes`)).status).to.equal(200);
    expect(await session.getToken().catch((error: unknown) => error)).to.be.instanceOf(Temporary);
    expect(await session.getToken({ minTtl: 1 })).to.equal('at-a');
  });

  it('says how the login stands without a secret, and logs out', async () => {
    const session = await open();
    expect(await session.status()).to.deep.include({ state: 'logged_out', scopes: [], issuer: undefined });
    const events: unknown[] = [];
    for await (const event of session.login({ issuer: server.issuer, clientId: 'console' })) events.push(event);
    expect(await session.status()).to.deep.include({
      state: 'valid',
      scopes: ['notes:read'],
      issuer: server.issuer,
      tokenType: 'Bearer',
    });
    expect(JSON.stringify([events, await session.status()])).not.to.match(/at-a|rt-a|device-code|"d":/);
    expect(await session.logout()).to.deep.equal({ revoked: true });
    expect(server.at('/revoke')[0]!.form.get('token')).to.equal('rt-a');
    expect((await session.status()).state).to.equal('logged_out');
    expect(await session.getToken().catch((error: unknown) => error)).to.be.instanceOf(LoginRequired);
  });

  it('finds a login that somebody makes later with the program, also where it is kept elsewhere than expected', async () => {
    const env = { COUNTERSIGN_HOME: terminal.home, COUNTERSIGN_STORE_KEY: '0123456789abcdef'.repeat(4) };
    const session = await openSession({ env });
    expect((await session.status()).state).to.equal('logged_out');
    await terminal.run(['login', '--store', 'file']); // without that key: sealed with a key of its own
    expect(await session.getToken()).to.equal('at-a');
  });

  it('counts the variables of its process, as the program does', async () => {
    await terminal.run(['login', '--profile', 'worker']);
    const program = "import { openSession } from '@countersign/console'; console.log(await (await openSession()).getToken());";
    const args = ['--conditions=countersign-source', '--no-warnings', '--input-type=module', '-e', program];
    const env = { PATH: process.env.PATH, COUNTERSIGN_HOME: terminal.home, COUNTERSIGN_PROFILE: 'worker' };
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: resolve(import.meta.dirname, '../..'), env });
    expect(stdout).to.equal('at-a\n');
  });
});
