import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { COMMANDS } from '../../client-cli/program/all-commands.ts';
import { everyCommand } from '../support/command-line.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { ConsoleRun, RunOptions, TestConsole } from '../support/run-console.ts';
import { code, dpopMetadata, idToken, json, oauthError, startScriptedIssuer, tokens } from '../support/scripted-issuer.ts';
import type { Act, ScriptedIssuer } from '../support/scripted-issuer.ts';

const STORE_KEY = 'a passphrase that nobody must see';
const PROXY_PASSWORD = 'proxy-PASSWORD-4711';

/** The arguments and the environment of a process and all below it, as anybody of this machine may see them (proc_pid_cmdline(5), proc_pid_environ(5)). */
function lookAtProcesses(pid: number): { readonly args: string; readonly childEnvironments: string } {
  let args = '';
  let childEnvironments = '';
  const visit = (id: string, isChild: boolean): void => {
    try {
      args += readFileSync(`/proc/${id}/cmdline`, 'utf8');
      if (isChild) childEnvironments += readFileSync(`/proc/${id}/environ`, 'utf8');
      for (const task of readdirSync(`/proc/${id}/task`))
        for (const child of readFileSync(`/proc/${id}/task/${task}/children`, 'utf8').split(' ').filter(Boolean))
          visit(child, true);
    } catch {
      // it has ended meanwhile
    }
  };
  visit(String(pid), false);
  return { args, childEnvironments };
}

describe('secrets: no token, code or key in what others may see', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;
  let seenArgs = '';
  let seenEnvironments = '';
  const said: string[] = [];

  const watched = async (args: readonly string[], options: RunOptions = {}): Promise<ConsoleRun> => {
    let looking: NodeJS.Timeout | undefined;
    const run = await terminal.run(args, {
      ...options,
      started(child) {
        looking = setInterval(() => {
          const { args: words, childEnvironments } = lookAtProcesses(child.pid!);
          seenArgs += words;
          seenEnvironments += childEnvironments;
        }, 15);
      },
    });
    clearInterval(looking);
    return run;
  };

  before(async () => {
    server = await startScriptedIssuer();
    terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer, COUNTERSIGN_STORE_KEY: STORE_KEY });
    const echo: Act = (request, response) =>
      json(400, { error: 'authorization_pending', error_description: request.body })(request, response);
    const secret = (name: string): object => ({
      token_type: 'DPoP',
      expires_in: 1,
      scope: 'openid',
      id_token: idToken(server.issuer, { sub: name }),
    });
    server.play({
      metadata: dpopMetadata,
      deviceAuthorization: [code({ interval: 0.1 })],
      poll: [echo, tokens('SECRET-first', secret('alice'))],
      refresh: [echo, oauthError('server_error', 500), tokens('SECRET-second', secret('alice'))],
    });
    // Every command, at its most talkative. Those that print a token because they are told to are left out of what is looked through.
    said.push(...(await Promise.all([['login', '--debug', '--store', 'file']].map((args) => watched(args)))).map(textOf));
    const lines = [
      ['status', '--debug'],
      ['status', '--check', '--debug'],
      ['status', '--check', '--debug', '--json'],
      ['token', '--debug'],
      ['api', 'GET', `${server.issuer}/api?access_token=AT-IN-ADDRESS`, '--debug'],
      ['profile', 'list', '--debug', '--json'],
      ['profile', 'use', 'default', '--debug'],
      ['doctor', '--debug'],
      ['doctor', '--debug', '--json'],
      ['help', '--debug'],
      ['completion', 'bash', '--debug'],
      ['logout', '--debug'],
      ['profile', 'remove', 'default', '--debug'],
    ];
    const HTTPS_PROXY = `http://someone:${PROXY_PASSWORD}@127.0.0.1:9`;
    for (const line of lines) said.push(textOf(await watched(line, line[0] === 'doctor' ? { env: { HTTPS_PROXY } } : {})));
    const tried = new Set(['login', ...lines.map(([first]) => first)]);
    const others = everyCommand(COMMANDS).map(({ path }) => path[0]!);
    // A command that prints a token on purpose has tests of its own for what it prints.
    expect(others.filter((name) => !tried.has(name) && !['exec', 'credential'].includes(name))).to.deep.equal([]);
  });
  after(async () => {
    await server.close();
    await terminal.remove();
  });

  const textOf = ({ stdout, stderr }: ConsoleRun): string => stdout + stderr;

  /** Everything that went over the line and must be seen nowhere else. */
  function secrets(): string[] {
    const forms = server.seen.flatMap(({ form, headers }) => [
      ...['device_code', 'code_verifier', 'refresh_token', 'token'].map((name) => form.get(name)),
      ...[headers.dpop, headers.authorization].map((header) => (typeof header === 'string' ? header : null)),
    ]);
    const all = [
      'at-SECRET-first',
      'rt-SECRET-first',
      'at-SECRET-second',
      'rt-SECRET-second',
      'AT-IN-ADDRESS',
      STORE_KEY,
      PROXY_PASSWORD,
    ];
    return [...new Set([...all, ...forms.filter((value) => value !== null)])];
  }

  it('a run of every command at --debug says none', () => {
    const all = said.join('\n');
    expect(all).to.include('debug').and.include('poll.answered').and.include('http.answered');
    expect(secrets().length).to.be.greaterThan(10);
    for (const secret of secrets()) expect(all).not.to.include(secret);
  });

  it('no process had one among its arguments, and no child one in its environment', function () {
    if (process.platform !== 'linux') this.skip();
    expect(seenArgs).to.include('main.ts');
    // What the person typed is theirs; the address was one of those.
    for (const secret of secrets().filter((value) => value !== 'AT-IN-ADDRESS')) expect(seenArgs).not.to.include(secret);
    for (const secret of secrets()) expect(seenEnvironments).not.to.include(secret);
  });

  it('a crash says what kind and where, and nothing of what it held', async () => {
    const faults = {
      'in a callback that nobody waits for': `setTimeout(() => { throw new TypeError('rt-SECRET-first') }, 900)`,
      'in a promise that nobody waits for': `setTimeout(() => void Promise.reject(new RangeError('rt-SECRET-first')), 900)`,
      'while parsing': `setTimeout(() => JSON.parse('rt-SECRET-first'), 900)`,
    };
    server.play({ deviceAuthorization: [code({ interval: 0.3 })], poll: [oauthError('authorization_pending')] });
    for (const [where, fault] of Object.entries(faults)) {
      const file = join(terminal.home, 'fault.mjs');
      await mkdir(terminal.home, { recursive: true }); // the last command left nothing of it
      await writeFile(file, fault);
      const env = { NODE_OPTIONS: `--import=${file}` };
      const run = await terminal.run(['login', '--debug', '--timeout', '20'], { env });
      expect(run.code, where).to.equal(1);
      expect(run.stderr, where).to.match(
        /error: Something broke inside this program \(\w+Error\)\.\n next: [^\n]+\n(?: {4}at [^\n]+\n)+$/,
      );
      expect(textOf(run), where).not.to.include('rt-SECRET').and.not.include('SECRET-first');
    }
  });
});
