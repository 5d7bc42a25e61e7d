import { expect } from 'chai';
import { ON_A_TERMINAL } from '../support/console/on-a-terminal.ts';
import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { freePort } from '../support/free-port.ts';
import { startGuardedApi } from '../support/guarded-api.ts';
import type { GuardedApi } from '../support/guarded-api.ts';
import { CLIENT_SECRET, startOpenIdProvider, webSessionOf } from '../support/openid-provider.ts';
import type { OpenIdProvider } from '../support/openid-provider.ts';
import { createPerson } from '../support/person.ts';
import type { Person } from '../support/person.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { RunOptions, TestConsole } from '../support/run-console.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const USER_CODE = /\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b/;

describe('a step-up from end to end: console, guarded API, server and OpenID Provider, each a process (RFC 9470)', () => {
  let provider: OpenIdProvider;
  let config: ConfigFolder;
  let server: ServerProcess;
  let api: GuardedApi;
  let terminal: TestConsole;
  let ada: Person;

  before(async () => {
    const port = await freePort();
    [provider, config] = await Promise.all([startOpenIdProvider(`http://localhost:${port}`), copyConfigFolder()]);
    await config.change('countersign.yaml', (file) => {
      file.set('web_session', webSessionOf(provider));
      file.set('acr_levels', ['pwd', 'mfa']);
      file.setIn(['lifetimes', 'interval'], '1s');
    });
    server = await startServer({ config: config.path, port, env: { OPENID_CLIENT_SECRET: CLIENT_SECRET } });
    [api, terminal] = await Promise.all([
      startGuardedApi(server.issuer),
      createTestConsole({ COUNTERSIGN_ISSUER: server.issuer, TERM: 'dumb' }),
    ]);
    ada = createPerson(server.issuer);
  });
  after(async () => {
    await Promise.all([server.stop(), provider.stop(), api.stop()]);
    await Promise.all([config.remove(), terminal.remove()]);
  });

  /** As what the provider will let her in, the next time it asks who she is. */
  const proves = (acr: string, secondsAgo = 0): unknown =>
    ada.cookies.set('op-login', encodeURIComponent(`ada;${acr};${secondsAgo}`));

  /** Does something with the code that is shown, once. */
  function withCode(act: (userCode: string) => Promise<unknown>): Pick<RunOptions, 'watch'> {
    let isDone = false;
    return {
      watch(output) {
        const [userCode] = USER_CODE.exec(output) ?? [];
        if (userCode === undefined || isDone) return;
        isDone = true;
        void act(userCode).catch(console.error);
      },
    };
  }

  it('begins with a login that the API does not take, because the sign-in was an hour ago and had one factor', async () => {
    proves('pwd', 3600);
    const login = await terminal.run(
      ['login', '--json', '--scope', 'notes:read'],
      withCode((userCode) => ada.decide(userCode, 'approve')),
    );
    expect(login.code, login.stdout + login.stderr).to.equal(0);
    const refused = await terminal.run(['api', 'GET', api.vault, '--json']);
    expect(refused.code, refused.stdout).to.equal(4);
    expect(refused.events[0]?.error).to.include({ code: 'step_up_required' });
    expect(refused.events[0]?.error).to.have.property('hint').that.includes(`--acr-values 'mfa' --max-age 300`);
  });

  it('is carried out where a person sits: they sign in afresh on the page, approve, and the call is made again', async () => {
    const pages: string[] = [];
    const before = (await terminal.run(['token', '--json'])).events[0]?.access_token;
    const run = await terminal.run(['api', 'GET', api.vault], {
      wrapper: ON_A_TERMINAL,
      ...withCode(async (userCode) => {
        const stopped = await ada.lookUp(userCode); // with the session of an hour ago
        const [, again = ''] = /class="choice" href="([^"]+)"/.exec(stopped.html) ?? [];
        pages.push(stopped.html, again);
        proves('mfa');
        await ada.open(again.replaceAll('&amp;', '&'));
        const review = await ada.lookUp(userCode);
        pages.push(review.html);
        await ada.submit('/device/decision', { decision: 'approve' });
      }),
    });
    expect(run.code, run.stdout).to.equal(0);
    const [stopped, again, review] = pages;
    expect(stopped, 'nothing to approve before').to.not.include('value="approve"');
    expect(again).to.include('max_age=300').and.include('acr_values=mfa');
    expect(review).to.include('value="approve"');
    expect(run.stdout).to.include('{"opened":true,"subject":"ada","acr":"mfa"}');
    expect((await terminal.run(['token', '--json'])).events[0]?.access_token, 'kept for later').to.not.equal(before);
  });

  it('lasts: the next call needs nobody', async () => {
    const run = await terminal.run(['api', 'GET', api.vault, '--no-input']);
    expect(run).to.include({ code: 0, stdout: '{"opened":true,"subject":"ada","acr":"mfa"}' });
  });

  it('leaves one device: the login before is ended at the server', async () => {
    const { html } = await ada.open('/devices');
    expect(html.match(/action="\/devices\/end"/g)).to.have.length(1);
  });
});
