import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import type { TestConsole } from '../support/run-console.ts';
import { code, json, oauthError, plainMetadata, tokens } from '../support/scripted-issuer.ts';
import type { Script, ScriptedIssuer } from '../support/scripted-issuer.ts';

describe('countersign status --check', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  const metadata = (more: object) => (issuer: string) => ({ ...plainMetadata(issuer), ...more });

  /** Logs in at a server that answers so, and checks. */
  async function check(
    script: Script,
    more: object = {},
  ): Promise<{ exit: number; checked: unknown; said: string; json: unknown }> {
    const first = tokens('first', { scope: 'openid', ...more });
    server.play({ deviceAuthorization: [code({ interval: 0.1 })], poll: [first], ...script });
    expect((await terminal.run(['login'])).code).to.equal(0);
    const run = await terminal.run(['status', '--check']);
    const told = await terminal.run(['status', '--check', '--json']);
    expect(told.code).to.equal(run.code);
    return { exit: run.code, checked: told.events[0]?.checked, said: run.stdout + run.stderr, json: told.events[0]?.error?.code };
  }

  const spent = (): number => server.at('/token').filter(({ form }) => form.get('grant_type') === 'refresh_token').length;

  setScriptedStage((stage) => ({ server, terminal } = stage));

  it('introspects where the server tells this client, and spends nothing (RFC 7662)', async () => {
    const script = { metadata: metadata({ introspection_endpoint: `${server.issuer}/api/introspect` }) };
    expect(await check({ ...script, api: [json(200, { active: true })] })).to.include({ exit: 0, checked: 'introspected' });
    const [asked] = server.at('/api/introspect');
    expect(asked?.form.get('token')).to.equal('rt-first');
    expect(await check({ ...script, api: [json(200, { active: false })] })).to.include({ exit: 4, json: 'session_ended' });
    expect(spent()).to.equal(0);
  });

  it('shows the token at userinfo where introspection is for others', async () => {
    const both = {
      introspection_endpoint: `${server.issuer}/api/introspect`,
      userinfo_endpoint: `${server.issuer}/api/userinfo`,
    };
    const api = [oauthError('invalid_client', 401), json(200, { sub: 'alice' })];
    expect(await check({ metadata: metadata(both), api: [...api, ...api] })).to.include({ exit: 0, checked: 'userinfo' });
    expect(spent()).to.equal(0);
  });

  it('says that there is no way to ask, rather than use up what it has', async () => {
    const run = await check({});
    expect(run).to.include({ exit: 0, checked: 'not_possible' });
    expect(run.said).to.include('no way to ask');
    expect(spent()).to.equal(0);
  });

  it('renews a token that has run out, and tells when the login has ended', async () => {
    expect(await check({}, { expires_in: 1 })).to.include({ exit: 0 });
    expect(spent()).to.equal(1);
    const ended = await check({ refresh: [oauthError('invalid_grant')] }, { expires_in: 1 });
    expect(ended).to.include({ exit: 4, json: 'login_required' }); // the second time, there is none any more
    expect(ended.said).to.include('The login has ended');
  });

  it('ends with 7 when the server cannot be asked, and asks nobody without the option', async () => {
    await check({});
    const asked = server.seen.length;
    expect((await terminal.run(['status'])).code).to.equal(0);
    expect(server.seen).to.have.length(asked);
    await server.close();
    expect((await terminal.run(['status', '--check'])).code).to.equal(7);
    expect((await terminal.run(['status'])).code).to.equal(0);
  });
});
