import { expect } from 'chai';
import { LoginRequired, Temporary, openSession } from '../../client-cli/index.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { TestConsole } from '../support/run-console.ts';
import { badGateway, code, dpopMetadata, json, pending, startScriptedIssuer, tokens } from '../support/scripted-issuer.ts';
import type { Act, ScriptedIssuer } from '../support/scripted-issuer.ts';

describe('the console as a library', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  beforeEach(async () => {
    server = await startScriptedIssuer({ deviceAuthorization: [code({ interval: 0.1 })], poll: [pending, tokens('a')] });
    terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer });
  });
  afterEach(async () => {
    await server.close();
    await terminal.remove();
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
});
