import { expect } from 'chai';
import { setScriptedStage } from '../support/console/scripted-stage.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import {
  badGateway,
  captivePortal,
  code,
  hang,
  json,
  oauthError,
  pending,
  reset,
  slowDown,
  tokens,
  tooMany,
  torn,
} from '../support/scripted-issuer.ts';
import type { Act, ScriptedIssuer } from '../support/scripted-issuer.ts';

describe('polling on a bad network (RFC 8628, section 3.5)', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  setScriptedStage((stage) => ({ server, terminal } = stage));

  function login(poll: readonly Act[], more: object = {}, args: readonly string[] = []): Promise<ConsoleRun> {
    server.play({ deviceAuthorization: [code({ interval: 0.1, ...more })], poll });
    return terminal.run(['login', '--json', '--request-timeout', '1', ...args]);
  }

  const troubles: readonly (readonly [name: string, act: Act, code: string])[] = [
    ['a cut connection', reset, 'connection_lost'],
    ['an answer cut in the middle', torn, 'connection_lost'],
    ['a server that hangs', hang, 'timeout'],
    ['a 502 in HTML', badGateway, 'server_trouble'],
    ['the sign-in page of a hotel', captivePortal, 'odd_answer'],
    ['a 404 of a proxy', json(404, {}), 'odd_answer'],
    ['a redirect', (_request, response) => response.writeHead(302, { location: 'http://wifi.example/' }).end(), 'odd_answer'],
    ['a 429 with Retry-After', tooMany(1), 'too_many_requests'],
    ['an OAuth error that speaks of the moment', oauthError('temporarily_unavailable', 503), 'server_trouble'],
    [
      'JSON that is none',
      (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"acc'),
      'odd_answer',
    ],
  ];
  for (const [name, act, trouble] of troubles) {
    it(`survives ${name}`, async () => {
      const run = await login([pending, act, tokens('a')]);
      expect(run.code, run.stderr).to.equal(0);
      expect(run.events.map((event) => event.trouble).filter(Boolean)).to.deep.equal([trouble]);
      expect((await terminal.run(['token'])).stdout).to.equal('at-a\n');
    });
  }

  it('survives a server that is away for a while', async () => {
    server.play({
      deviceAuthorization: [code({ interval: 0.1 })],
      poll: [reset, reset, reset, badGateway, hang, pending, tokens('a')],
    });
    const run = await terminal.run(['login', '--request-timeout', '1']);
    expect(run.code).to.equal(0);
    expect(run.stderr).to.match(/broke \(\w+\)\. Still trying\./);
  });

  it('honours Retry-After', async () => {
    await login([tooMany(2), tokens('a')]);
    const [first, second] = server.at('/token').map(({ at }) => at);
    expect(second! - first!).to.be.within(1950, 4000);
  });

  it('adds five seconds at slow_down', async () => {
    await login([slowDown, tokens('a')]);
    const [first, second] = server.at('/token').map(({ at }) => at);
    expect(second! - first!).to.be.within(5050, 7000);
  });

  const ends: readonly (readonly [error: string, exit: number, code: string])[] = [
    ['access_denied', 5, 'access_denied'],
    ['expired_token', 6, 'expired_token'],
    ['invalid_grant', 1, 'oauth_error'],
    ['invalid_client', 3, 'unknown_client'],
  ];
  for (const [error, exit, problem] of ends) {
    it(`stops at ${error} with exit code ${exit}`, async () => {
      const run = await login([pending, oauthError(error), tokens('never')]);
      expect(run.code).to.equal(exit);
      expect(run.events.at(-1)).to.include({ event: 'done', ok: false, state: 'logged_out' });
      expect(run.events.at(-1)?.error).to.include({ code: problem, oauth_error: error, exit_code: exit });
      expect(server.at('/token')).to.have.length(2);
    });
  }

  it('stops at a 401 with a challenge, which is how a server may refuse a client (RFC 6749, section 5.2)', async () => {
    const run = await login([oauthError('invalid_client', 401, { 'www-authenticate': 'Basic realm="id"' })]);
    expect(run.code).to.equal(3);
  });

  it('stops at a token answer that is none', async () => {
    expect((await login([json(200, { token_type: 'Bearer' })])).code).to.equal(3);
    expect((await login([tokens('a', { token_type: 'mac' })])).code).to.equal(3);
  });

  it('stops when the code has expired, whatever the server says or does not say', async () => {
    for (const act of [pending, reset, hang]) {
      const started = performance.now();
      const run = await login([act], { expires_in: 2 });
      expect(run.code).to.equal(6);
      expect(performance.now() - started).to.be.within(1500, 6000);
    }
  });

  it('says that the code has expired when it wakes from a sleep that was longer than its life', async () => {
    server.play({ deviceAuthorization: [code({ interval: 0.2, expires_in: 2 })], poll: [pending] });
    let sleeps = false;
    const run = await terminal.run(['login', '--json'], {
      watch(output, child) {
        if (sleeps || !output.includes('"waiting"')) return;
        sleeps = true;
        child.kill('SIGSTOP');
        setTimeout(() => child.kill('SIGCONT'), 2500);
      },
    });
    expect(run.code).to.equal(6);
    expect(run.events.at(-1)?.error).to.include({ code: 'expired_token' });
    expect((await terminal.run(['login', '--resume'])).code, 'nothing is left to go on with').to.equal(4);
  });

  it('stops at the limit a person sets, and says so', async () => {
    const run = await login([pending], {}, ['--timeout', '1']);
    expect(run.code).to.equal(6);
    expect(run.events.at(-1)?.error?.code).to.equal('time_limit');
  });

  for (const [signal, exit] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    for (const [doing, act] of [
      ['waiting', pending],
      ['asking', hang],
    ] as const) {
      it(`ends at once with exit code ${exit} at ${signal} while ${doing}, and says how to go on`, async () => {
        server.play({ deviceAuthorization: [code({ interval: doing === 'waiting' ? 30 : 0.1 })], poll: [act] });
        let sent = 0;
        const run = await terminal.run(['login'], {
          watch: (output, child) => {
            if (sent > 0 || !output.includes('Waiting')) return;
            sent = performance.now();
            setTimeout(() => child.kill(signal), 400);
          },
        });
        expect(run.code).to.equal(exit);
        expect(performance.now() - sent).to.be.below(2500);
        expect(run.stderr).to.match(
          /error: Stopped[^]* next: The code stays good for \d+ \w+: go on with "countersign login --resume"/,
        );
        expect((await terminal.run(['status'])).code).to.equal(4);
      });
    }
  }

  it('leaves an older login as it is when a new one is stopped', async () => {
    await login([tokens('older')]);
    server.play({ deviceAuthorization: [code({ interval: 30 })], poll: [pending] });
    const run = await terminal.run(['login'], {
      watch: (output, child) => {
        if (output.includes('Waiting') && !child.killed) child.kill('SIGINT');
      },
    });
    expect(run.code).to.equal(130);
    expect((await terminal.run(['token'])).stdout).to.equal('at-older\n');
  });
});
