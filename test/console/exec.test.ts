import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { createTestConsole } from '../support/run-console.ts';
import type { TestConsole } from '../support/run-console.ts';
import { code, dpopMetadata, startScriptedIssuer, tokens } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

const MAIN = resolve(import.meta.dirname, '../../client-cli/main.ts');
const SERVER = resolve(import.meta.dirname, '../../examples/mcp-server/main.ts');
const NODE = process.execPath;

/** A program that the command under test runs. */
const program = (source: string): string[] => ['--', NODE, '-e', source];

describe('countersign exec', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;

  before(async () => {
    server = await startScriptedIssuer();
    terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer });
    for (const [kind, profile] of [
      ['Bearer', 'default'],
      ['DPoP', 'bound'],
    ] as const) {
      server.play({
        metadata: dpopMetadata,
        deviceAuthorization: [code({ interval: 0.1 })],
        poll: [tokens('old', { token_type: kind })],
      });
      expect((await terminal.run(['login', '--profile', profile])).code).to.equal(0);
    }
  });
  after(async () => {
    await server.close();
    await terminal.remove();
  });

  it('gives a token to the command, in the variable that was named, and says nothing itself', async () => {
    const show = program('console.log(process.env.COUNTERSIGN_TOKEN, process.env.MINE)');
    expect(await terminal.run(['exec', ...show])).to.deep.include({ code: 0, stdout: 'at-old undefined\n', stderr: '' });
    expect((await terminal.run(['exec', '--env', 'MINE', ...show])).stdout).to.equal('undefined at-old\n');
    expect((await terminal.run(['exec', '--env', 'A=B', ...show])).code).to.equal(2);
  });

  it('says what is missing where the options of the command are taken for its own', async () => {
    const run = await terminal.run(['exec', NODE, '--eval', 'console.log(1)']);
    expect(run).to.include({ code: 2, stdout: '' });
    expect(run.stderr).to.include('Write -- in front of the command');
  });

  it('keeps the token out of arguments, and the key of the store out of the environment', async () => {
    const env = { COUNTERSIGN_STORE_KEY: 'f'.repeat(64), COUNTERSIGN_PROFILE: 'default' };
    const look = program(
      `const fs = require('fs'); console.log(fs.readFileSync('/proc/' + process.ppid + '/cmdline', 'utf8').includes('at-' + 'old'), 'COUNTERSIGN_STORE_KEY' in process.env)`,
    );
    expect((await terminal.run(['exec', ...look], { env })).stdout).to.equal('false false\n');
    const names = program(`console.log(Object.keys(process.env).filter((name) => /store_key/i.test(name)))`);
    const mixed = { Countersign_Store_Key: 'f'.repeat(64), countersign_store_key: 'f'.repeat(64) };
    expect((await terminal.run(['exec', ...names], { env: mixed })).stdout, 'as Windows may spell it').to.equal('[]\n');
  });

  it('hands input and output through, whatever the bytes', async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_zero, index) => (index * 7) % 256));
    const child = spawn(NODE, ['--no-warnings', MAIN, 'exec', '--', 'cat'], {
      env: { PATH: process.env.PATH, COUNTERSIGN_HOME: terminal.home },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(bytes);
    expect((await buffer(child.stdout)).equals(bytes)).to.equal(true);
  });

  it('ends as the command ends: with its code, 128 + n for a signal, 127 and 126 as a shell says them', async () => {
    expect((await terminal.run(['exec', ...program('process.exit(42)')])).code).to.equal(42);
    expect((await terminal.run(['exec', ...program(`process.kill(process.pid, 'SIGKILL')`)])).code).to.equal(137);
    const missing = await terminal.run(['exec', '--', 'no-such-command']);
    expect(missing).to.include({ code: 127, stdout: '' });
    expect(missing.stderr).to.match(/^error: .*no-such-command.*\n next: /);
    expect((await terminal.run(['exec', '--', import.meta.filename])).code).to.equal(126);
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`forwards ${signal}, and waits for what the command makes of it`, async () => {
      const source = `process.on('${signal}', () => { console.log('tidied up'); process.exit(7); }); setInterval(() => {}, 1000); console.log('ready')`;
      const child = spawn(NODE, ['--no-warnings', MAIN, 'exec', ...program(source)], {
        env: { PATH: process.env.PATH, COUNTERSIGN_HOME: terminal.home },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let printed = '';
      child.stdout.on('data', (piece: Buffer) => {
        printed += piece.toString();
        if (printed === 'ready\n') child.kill(signal);
      });
      const [exitCode] = (await once(child, 'close')) as [number];
      expect(printed).to.equal('ready\ntidied up\n');
      expect(exitCode).to.equal(7);
    });
  }

  it('does not pass a bound token off as a bearer token, nor starts anything without one', async () => {
    const run = await terminal.run(['exec', '--profile', 'bound', ...program(`console.log('started')`)]);
    expect(run).to.include({ code: 2, stdout: '' });
    expect(run.stderr).to.include('countersign login --bearer');
    expect(await terminal.run(['exec', '--profile', 'nobody', ...program(`console.log('started')`)])).to.include({
      code: 4,
      stdout: '',
    });
  });

  it('runs an MCP server on standard input and output, which calls its API with the token', async () => {
    const messages = [
      {
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
      },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 2, method: 'tools/list' },
      { jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'read_notes', arguments: {} } },
      { jsonrpc: '2.0', id: 4, method: 'no/such' },
    ];
    const run = await terminal.run(['exec', '--', NODE, '--no-warnings', SERVER, `${server.issuer}/api/notes`], {
      stdin: messages.map((message) => `${JSON.stringify(message)}\n`).join(''),
    });
    const answers = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; result?: object; error?: object });
    expect(answers.map(({ id }) => id).sort()).to.deep.equal([1, 2, 3, 4]);
    const answer = (id: number): object => answers.find((one) => one.id === id)!;
    expect(answer(1)).to.have.nested.property('result.protocolVersion', '2025-06-18');
    expect(answer(2)).to.have.nested.property('result.tools[0].name', 'read_notes');
    expect(answer(3)).to.have.nested.property('result.content[0].text', '{"hello":"world"}');
    expect(answer(4)).to.have.nested.property('error.code', -32601);
    expect(server.at('/api/notes').at(-1)!.headers.authorization).to.equal('Bearer at-old');
    expect(run.stdout + run.stderr).not.to.include('at-old');
  });
});
