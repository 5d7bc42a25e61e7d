import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { freePort } from '../support/free-port.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const BLOCKS = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(
  ([, block = '']) => block,
);

/** Shell output with what was printed on both streams. */
interface Ran {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs a block as a reader would, from the top of the repository. @param onOutput may end the run by returning true */
async function run(block: string, env: NodeJS.ProcessEnv, onOutput: (output: string) => boolean = () => false): Promise<Ran> {
  const shell = spawn('bash', ['-euc', block], { cwd: ROOT, env: { ...process.env, CI: '', ...env }, detached: true });
  let output = '';
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    if (onOutput(output) && shell.pid !== undefined) process.kill(-shell.pid, 'SIGTERM');
  };
  shell.stdout.on('data', hear);
  shell.stderr.on('data', hear);
  const [exitCode] = (await once(shell, 'close')) as [number | null];
  return { exitCode, output };
}

describe('every command of the README', () => {
  let home: string;
  let server: ServerProcess;
  const tried = new Set<string>();

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'countersign-readme-'));
    server = await startServer();
  });
  after(async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });

  function blockWith(words: string): string {
    const block = BLOCKS.find((text) => text.includes(words));
    if (block === undefined) throw new Error(`the README has no sh block with: ${words}`);
    tried.add(block);
    return block.replaceAll('http://localhost:8628', server.issuer);
  }

  /** Approves the first code that is printed, once. */
  function approver(): (output: string) => boolean {
    let isApproved = false;
    return (output) => {
      const code = /\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b/.exec(output)?.[0];
      if (code && !isApproved) {
        isApproved = true;
        const alice = createPerson(server.issuer);
        void alice.signIn().then(() => alice.decide(code, 'approve'));
      }
      return false;
    };
  }

  it('npm run demo shows the whole job and ends well', async () => {
    const { exitCode, output } = await run(blockWith('npm run demo'), {});
    expect(exitCode, output).to.equal(0);
    for (const sentence of [
      'Paired',
      'a note is written',
      'Refreshed',
      'called the API again',
      'Logged out',
      'The whole job is done',
    ])
      expect(output).to.include(sentence);
  }).timeout(120_000);

  it('npm start starts a server and says in three lines how to pair a first console', async () => {
    const environment = { PORT: String(await freePort()), COUNTERSIGN_STORAGE: 'sqlite::memory:' };
    const { output } = await run(
      blockWith('npm start'),
      environment,
      (printed) => printed.includes('Then approve it at') && printed.endsWith('\n'),
    );
    expect(output).to.include(`Countersign is ready: http://localhost:${environment.PORT}`);
    expect(output).to.include('npm run -s console -- login');
  });

  it('the console pairs, and says who it is', async () => {
    const { exitCode, output } = await run(
      blockWith('console -- login'),
      { COUNTERSIGN_ISSUER: server.issuer, COUNTERSIGN_HOME: home, HOME: home },
      approver(),
    );
    expect(exitCode, output).to.equal(0);
    expect(output).to.include('Logged in as alice');
  });

  it('plain curl pairs', async () => {
    const { exitCode, output } = await run(blockWith('curl'), {}, approver());
    expect(exitCode, output).to.equal(0);
    expect(output).to.include(`Open ${server.issuer}/device and enter `);
    expect(output).to.include('Paired, for the next 600 seconds.');
  });

  it('the settings check finds nothing wrong with the shipped files', async () => {
    const { exitCode, output } = await run(blockWith('config:check'), {});
    expect(exitCode, output).to.equal(0);
    expect(output).to.include('is fine: 4 clients, 1 API, 2 people.');
  });

  it('npm test is what CI runs', () => {
    const lines = readFileSync(join(ROOT, '.ci/run'), 'utf8').split('\n');
    expect(lines).to.include(blockWith('npm test').trim());
  });

  it('no command was left untried', () => {
    expect(BLOCKS.filter((block) => !tried.has(block))).to.deep.equal([]);
  });
});
