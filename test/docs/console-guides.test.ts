import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect } from 'chai';

import { needsProgram } from '../support/find-program.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { TestConsole } from '../support/run-console.ts';
import { code, startScriptedIssuer } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the commands of the guides to git, kubectl and MCP servers', () => {
  let issuer: ScriptedIssuer;
  let terminal: TestConsole;
  let home: string;

  before(async function () {
    for (const program of ['git', 'kubectl']) needsProgram(this, program);
    issuer = await startScriptedIssuer({ deviceAuthorization: [code({ interval: 0.1 })] });
    terminal = await createTestConsole();
    for (const profile of ['git', 'k8s', 'mcp'])
      expect((await terminal.run(['login', '--bearer', '--issuer', issuer.issuer, '--profile', profile])).code).to.equal(0);
    home = await mkdtemp(join(tmpdir(), 'guides-'));
    await mkdir(join(home, 'bin'));
    const command = join(home, 'bin/countersign');
    await writeFile(command, `#!/bin/sh\nexec ${process.execPath} --no-warnings ${join(ROOT, 'client-cli/main.ts')} "$@"\n`);
    await chmod(command, 0o755);
  });
  after(async () => {
    await issuer.close();
    await terminal.remove();
    await rm(home, { recursive: true, force: true });
  });

  /** Runs every sh block of a guide as a reader would, and then something that shows what came of it. @returns all that was printed */
  async function follow(guide: string, ...more: string[]): Promise<string> {
    const text = await readFile(join(ROOT, 'docs/guides', guide), 'utf8');
    const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
    expect(blocks).not.to.be.empty;
    const env = {
      PATH: `${join(home, 'bin')}:${process.env.PATH}`,
      HOME: home,
      COUNTERSIGN_HOME: terminal.home,
      GIT_TERMINAL_PROMPT: '0',
    };
    return (await promisify(execFile)('bash', ['-euc', [...blocks, ...more].join('\n')], { cwd: ROOT, env })).stdout;
  }

  it('set git up, for one host and no other', async () => {
    const ask = (host: string): string => `printf 'protocol=https\\nhost=${host}\\n\\n' | git credential fill 2>&1 || true`;
    expect(await follow('git.md', ask('git.example.com'))).to.include('password=at-first');
    expect(await follow('git.md', ask('evil.example'))).not.to.include('at-first');
  });

  it('set kubectl up', async () => {
    const printed = await follow('kubernetes.md', 'kubectl config view', 'countersign --profile=k8s credential kubernetes');
    expect(printed)
      .to.include('server: https://k8s.example.com:6443')
      .and.include('- --profile=k8s')
      .and.include('"token":"at-first"');
  });

  it('ask an MCP server what it can do', async () => {
    expect(await follow('mcp.md')).to.include('"name":"read_notes"');
  });
});
