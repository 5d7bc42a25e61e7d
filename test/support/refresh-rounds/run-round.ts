import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { breakHere } from '../console/break-points.ts';
import { createPairedConsole, letExpire } from '../console/paired-console.ts';
import { freePort } from '../free-port.ts';
import type { ConsoleRun, TestConsole } from '../run-console.ts';
import { startServer } from '../server-process.ts';
import type { ServerProcess } from '../server-process.ts';
import { profileFolder } from '../stored-login.ts';
import { startFaultyIssuer } from './faulty-issuer.ts';
import type { FaultyIssuer } from './faulty-issuer.ts';
import type { RoundPlan } from './round-plan.ts';

/** What came of one round. */
export interface RoundReport {
  readonly plan: RoundPlan;
  readonly tokens: number;
  /** Exit code 7. */
  readonly later: number;
  readonly killed: number;
  /** Refreshes that the server saw while the processes ran. */
  readonly refreshes: number;
  /** Until somebody who comes afterwards has a token, in milliseconds. */
  readonly nextAfter: number;
  /** What must not be, in words. */
  readonly wrong: readonly string[];
}

/** One login at a real server, and what stands in between. */
export interface RoundPlace {
  readonly server: ServerProcess;
  readonly issuer: FaultyIssuer;
  readonly terminal: TestConsole;
  close(): Promise<void>;
}

/** A request takes no longer, so that a silent server costs two seconds and not fifteen. */
const REQUEST_TIMEOUT = ['--request-timeout', '2'];

/** Prepares a place: server, faulty network, a console that is logged in. */
export async function openRoundPlace(client: 'console' | 'console-bearer' = 'console'): Promise<RoundPlace> {
  const port = await freePort();
  const server = await startServer({ issuer: `http://localhost:${port}`, port: await freePort(), logLevel: 'info' });
  const issuer = await startFaultyIssuer(port, server.port);
  const terminal = await createPairedConsole(server.issuer, client);
  return {
    ...{ server, issuer, terminal },
    async close() {
      await issuer.close();
      await server.stop();
      await terminal.remove();
    },
  };
}

/** Lets a number of processes renew one expired login at once while things happen to them, and looks what became of it. */
export async function runRound(plan: RoundPlan, place: RoundPlace): Promise<RoundReport> {
  const { server, issuer, terminal } = place;
  await letExpire(terminal);
  const [refreshesBefore, eventsBefore] = [issuer.refreshes(), server.events().length];
  issuer.meet(plan.issuer);
  const runs = await runProcesses(plan, terminal);
  const refreshes = issuer.refreshes() - refreshesBefore;
  issuer.meet([]);

  const started = performance.now();
  const next = await terminal.run(['token', '--json']);
  const nextAfter = performance.now() - started;
  // Twice: the first may repeat a token whose answer was lost, the second shows that what is stored is the one that is good now.
  const renewed = [await renew(terminal), await renew(terminal)];
  const events = server.events().slice(eventsBefore);
  return {
    ...{ plan, refreshes, nextAfter },
    tokens: runs.filter(hasToken).length,
    later: runs.filter(({ code }) => code === 7).length,
    killed: runs.filter(({ code }) => code === -1).length,
    wrong: [
      ...runs.flatMap((run) => judgeRun(run, plan)),
      ...(hasToken(next) ? [] : [`who comes afterwards gets ${describe(next)}`]),
      ...renewed.filter((run) => !hasToken(run)).map((run) => `what is stored cannot be renewed: ${describe(run)}`),
      ...judgeServer(events),
      ...(await judgeFolder(terminal)),
    ],
  };
}

async function runProcesses(plan: RoundPlan, terminal: TestConsole): Promise<ConsoleRun[]> {
  const pids: number[] = [];
  const run = (env: Readonly<Record<string, string>> = {}): Promise<ConsoleRun> =>
    terminal.run(['token', '--json', ...REQUEST_TIMEOUT], { env, started: ({ pid = 0 }) => void pids.push(pid) });
  const broken = plan.broken.slice(0, plan.processes - 1).map(({ point, action }) => run(breakHere(point, action)));
  await sleep(broken.length > 0 ? plan.headStart : 0);
  const sleepers = pids.filter((_, at) => plan.broken[at]?.action === 'stop');
  const others = Array.from({ length: plan.processes - broken.length }, () => run());
  const awake = [...others, ...broken.filter((_, at) => plan.broken[at]?.action !== 'stop')];
  await Promise.all(awake);
  const waking = setInterval(() => sleepers.forEach(wake), 100);
  const all = await Promise.all([...broken, ...others]);
  clearInterval(waking);
  return all;
}

function wake(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // it has ended
  }
}

const renew = (terminal: TestConsole): Promise<ConsoleRun> => terminal.run(['token', '--json', '--min-ttl', '100000']);

function hasToken({ code, events }: ConsoleRun): boolean {
  return code === 0 && typeof events[0]?.access_token === 'string';
}

function describe({ code, stdout, stderr }: ConsoleRun): string {
  return `exit code ${code}: ${/"code":"(\w+)"/.exec(stdout)?.[1] ?? stderr.slice(0, 300)}`;
}

/** A token, or "later" where there is a reason, or killed where that was planned. */
function judgeRun(run: ConsoleRun, { issuer, broken }: RoundPlan): string[] {
  const isPlanned =
    hasToken(run) ||
    (run.code === 7 && (issuer.length > 0 || broken.some(({ action }) => action === 'stop'))) ||
    (run.code === -1 && broken.some(({ action }) => action === 'kill'));
  return isPlanned ? [] : [`a process ended with ${describe(run)}`];
}

/** The device is never ended, and the last refresh was of the token that is good now. */
function judgeServer(events: readonly Record<string, unknown>[]): string[] {
  const reused = events.filter(({ message }) => message === 'refresh_token.reused').map(() => 'the server saw a reused token');
  const last = events.filter(({ message }) => message === 'refresh_token.rotated').at(-1);
  return [...reused, ...(last?.repeated === false ? [] : ['what is stored is not the newest token'])];
}

/** One login, readable, and nothing left over. */
async function judgeFolder(terminal: TestConsole): Promise<string[]> {
  const names = await readdir(profileFolder(terminal.home));
  const isTidy = names.length === 2 && names.some((name) => /^login\.\d+\.jwe$/.test(name)) && names.includes('profile.json');
  return isTidy ? [] : [`left over: ${names.join(', ')}`];
}
