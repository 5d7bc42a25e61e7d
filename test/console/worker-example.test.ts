import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { createPairedConsole, storeOf } from '../support/console/paired-console.ts';
import { startLastingServer } from '../support/lasting-server.ts';
import type { LastingServer } from '../support/lasting-server.ts';
import type { TestConsole } from '../support/run-console.ts';

/** Thousands of renewals are not about how fast a disk is. */
const MEMORY = '/dev/shm';

const ROOT = resolve(import.meta.dirname, '../..');

/** A worker of examples/, in a process of its own. */
interface Worker {
  readonly process: ChildProcess;
  /** What it has said, each line an object. */
  readonly said: Record<string, unknown>[];
  worked(): number;
}

describe('examples/worker: two processes on one login whose tokens live two seconds', function () {
  this.timeout(240_000);
  const RENEWALS = 2000;
  let server: LastingServer;
  let terminal: TestConsole;
  let folder: string;
  const workers: Worker[] = [];

  before(async () => {
    folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'worker-'));
    server = await startLastingServer(`sqlite:${join(folder, 'countersign.db')}`, { LOG_LEVEL: 'info' });
    await server.restartWith('countersign.yaml', (file) => file.setIn(['lifetimes', 'access_token'], '2s'));
    terminal = await createPairedConsole(server.issuer, 'console', { COUNTERSIGN_HOME: join(folder, 'home') });
  });
  after(async () => {
    for (const worker of workers) worker.process.kill('SIGKILL');
    await server.remove();
    await terminal.remove();
    await rm(folder, { recursive: true });
  });

  function start(): Worker {
    const small = '--max-semi-space-size=2'; // MiB: so that rubbish is collected often enough to be told from memory that is in use
    const args = [small, '--conditions=countersign-source', '--no-warnings', 'examples/worker/main.ts'];
    const flags = ['--url', `${server.issuer}/health/live`, '--every', '0', '--report-every', '20'];
    const env = { PATH: process.env.PATH, COUNTERSIGN_HOME: join(folder, 'home') };
    const child = spawn(process.execPath, [...args, ...flags], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const said: Record<string, unknown>[] = [];
    createInterface(child.stdout).on('line', (line) => said.push(JSON.parse(line) as Record<string, unknown>));
    const worker = { process: child, said, worked: () => Number(said.findLast((event) => 'worked' in event)?.worked ?? 0) };
    workers.push(worker);
    return worker;
  }

  /** Each renewal makes the next generation of what is stored. */
  const renewals = async (): Promise<number> => (await storeOf({ home: join(folder, 'home') })).generation();

  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await condition())) {
      for (const { process } of workers) expect(process.exitCode, 'the worker runs').to.equal(null);
      await sleep(100);
    }
  }

  it('stay logged in for thousands of renewals, through a restart of the server, and do not grow', async () => {
    const [one, other] = [start(), start()];
    await until(async () => (await renewals()) > RENEWALS / 2);
    await server.restartWith('countersign.yaml', () => undefined);
    const [oneBefore, otherBefore] = [one.worked(), other.worked()];
    await until(async () => (await renewals()) > RENEWALS);
    await until(() => one.worked() > oneBefore && other.worked() > otherBefore);

    for (const worker of [one, other]) {
      worker.process.kill('SIGTERM');
      const [code] = (await once(worker.process, 'exit')) as [number];
      expect(code).to.equal(0);
      const troubles = worker.said.filter(({ event }) => event === 'trouble').map(({ code }) => code);
      expect(troubles).not.to.include.members(['session_ended']).and.not.to.include('login_required');
      expect(growth(worker)).to.be.lessThan(20 * 2 ** 20);
    }
    expect(server.now.events().filter(({ message }) => message === 'refresh_token.reused')).to.deep.equal([]);
  });
});

/** How much more memory is in use at the end than after a quarter of the time: of each, the least of some reports, when rubbish has just been collected. */
function growth({ said }: Worker): number {
  const memory = said.flatMap((event) => (typeof event.memory === 'number' ? [event.memory] : []));
  const quarter = Math.floor(memory.length / 4);
  return Math.min(...memory.slice(-quarter)) - Math.min(...memory.slice(quarter, 2 * quarter));
}
