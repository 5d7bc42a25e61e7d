import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { EXIT } from '../../client-cli/problems/exit-codes.ts';
import { COMMANDS } from '../../client-cli/program/all-commands.ts';
import { everyCommand } from '../support/command-line.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { TestConsole } from '../support/run-console.ts';
import { code, json, startScriptedIssuer } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

const root = resolve(import.meta.dirname, '../..');

describe('docs/console.md', () => {
  let server: ScriptedIssuer;
  let terminal: TestConsole;
  let text: string;

  before(async () => {
    server = await startScriptedIssuer({ deviceAuthorization: [code({ interval: 0.1 })], api: [json(200, { notes: [] })] });
    terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer });
    text = await readFile(resolve(root, 'docs/console.md'), 'utf8');
  });
  after(async () => {
    await server.close();
    await terminal.remove();
  });

  it('names no option that is not there, and leaves none out', async () => {
    const help = (await Promise.all(everyCommand(COMMANDS).map(({ path }) => terminal.run([...path, '--help']))))
      .map(({ stdout }) => stdout)
      .join('');
    const optionsIn = (words: string): string[] => [...new Set(words.match(/--[a-z][a-z-]+/g))].sort();
    const general = ['--version', '--help'];
    const named = (words: string): string[] => optionsIn(words).filter((option) => !general.includes(option));
    expect(named(text)).to.deep.equal(named(help));
  });

  it('names every exit code', () => {
    const table = text.slice(text.indexOf('## Exit codes'), text.indexOf('## JSON'));
    const codes = [...table.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, cell]) => cell!.split(', ').map(Number));
    expect(codes).to.deep.equal(Object.values(EXIT));
  });

  it('shows the members that JSON has', async () => {
    const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)![1]!) as object;
    expect((await terminal.run(['status', '--json'])).events[0]).to.have.all.keys(Object.keys(example));
  });

  it('has an example that runs', async () => {
    await terminal.run(['login']);
    const example = /```ts\n([\s\S]*?)```/.exec(text)![1]!.replace('http://localhost:8629/notes', `${server.issuer}/api/notes`);
    const args = ['--conditions=countersign-source', '--no-warnings', '--input-type=module-typescript', '-e', example];
    const env = { PATH: process.env.PATH, COUNTERSIGN_HOME: terminal.home };
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
    expect(stdout).to.equal('200 {"notes":[]}\n');
  });
});
