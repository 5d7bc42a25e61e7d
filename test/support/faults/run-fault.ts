import { setTimeout as sleep } from 'node:timers/promises';

import { copyConfigFolder } from '../config-folder.ts';
import type { ConfigFolder } from '../config-folder.ts';
import { freePort } from '../free-port.ts';
import { startServer } from '../server-process.ts';
import type { ServerOptions, ServerProcess } from '../server-process.ts';
import { createJournal, longestSilence, timeUntilGood } from './journal.ts';
import type { Entry, Journal, Loss } from './journal.ts';
import { startTraffic } from './traffic.ts';

/** A fault and the place it happens in. */
export interface FaultScenario {
  /** Where it happens: `Redis, one server, append-only file`. */
  readonly place: string;
  /** What happens: `killed (-9), started again after 2 s`. */
  readonly fault: string;
  /** From when on the way back is counted: from the fault itself where nobody mends it, else from its end. */
  readonly countsFrom: 'fault' | 'end';
  /** Server processes with this storage; one by default. */
  readonly servers?: number;
  prepare(): Promise<FaultPlace>;
}

/** The server processes, for faults that befall them too. */
export interface FaultServers {
  readonly pids: () => readonly number[];
  readonly killAndStartAgain: (at: number) => Promise<void>;
}

/** The place of one run. */
export interface FaultPlace {
  readonly storageUrl: string;
  /** Makes it happen, and returns when its cause is gone: when somebody mended it, or at once if nobody will. */
  readonly happen: (servers: FaultServers) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** What came of it. Times in milliseconds. */
export interface FaultReport {
  readonly place: string;
  readonly fault: string;
  readonly countsFrom: 'fault' | 'end';
  /** Answers that were not good from the fault on, by what they were. */
  readonly seen: ReadonlyMap<string, number>;
  readonly wrong: readonly Entry[];
  readonly goodBefore: number;
  readonly goodAfter: number;
  readonly silence: number;
  readonly slowest: number;
  readonly back: number;
  readonly losses: ReadonlyMap<Loss, number>;
  readonly begunAgain: number;
}

/** How much traffic there is before the fault, in good answers, and for how long after the way back, in milliseconds. */
export interface FaultPace {
  readonly before: number;
  readonly after: number;
}

/** Nothing comes back later than this, or it does not by itself. */
const LONGEST_WAY_BACK = 60_000;

/** Runs one fault under traffic against real server processes. */
export async function runFault(scenario: FaultScenario, pace: FaultPace): Promise<FaultReport> {
  const place = await scenario.prepare();
  const config = await manyDevices();
  const servers: ServerProcess[] = [];
  try {
    servers.push(...(await startServers(place.storageUrl, config.path, scenario.servers ?? 1)));
    const journal = createJournal();
    const traffic = await startTraffic(
      servers.map(({ port }) => `http://localhost:${port}`),
      journal,
    );
    while (journal.entries.length < pace.before) await sleep(20);
    const began = journal.now();
    await place.happen({
      pids: () => servers.map(({ pid }) => pid),
      async killAndStartAgain(at) {
        const { port, issuer } = servers[at]!;
        await servers[at]!.kill();
        servers[at] = await startOne({ storage: place.storageUrl, config: config.path, port, issuer });
      },
    });
    const ended = journal.now();
    await untilBack(journal, began, pace.after);
    const underFault = journal.entries.length;
    await traffic.finish();
    return report(scenario, journal, { began, ended, underFault });
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all([place.dispose(), config.remove()]);
  }
}

/** The shipped configuration, but nobody ever has too many devices: that is a refusal of its own. */
async function manyDevices(): Promise<ConfigFolder> {
  const config = await copyConfigFolder();
  await config.change('clients.yaml', (clients) => clients.setIn(['clients', 0, 'devices', 'max'], 1000));
  return config;
}

async function startServers(storage: string, config: string, count: number): Promise<ServerProcess[]> {
  const issuer = `http://localhost:${await freePort()}`;
  const first = startOne({ storage, config, issuer, port: Number(new URL(issuer).port) });
  const others = Array.from({ length: count - 1 }, () => startOne({ storage, config, issuer }));
  return Promise.all([first, ...others]);
}

function startOne(options: ServerOptions): Promise<ServerProcess> {
  return startServer({ ...options, logLevel: 'info' });
}

/**
 * Waits until for some time nothing but good answers came, nobody waited for one, and every kind of step that had failed worked again; and looks again a little
 * later, because what has come back may go once more: a Sentinel may take ten seconds to give a new master its replica for good.
 */
async function untilBack(journal: Journal, began: number, calm: number): Promise<void> {
  const allWork = (): boolean => Number.isFinite(timeUntilGood(journal.entries, began));
  const isCalm = (): boolean => {
    const recent = journal.entries.filter(({ at }) => at > journal.now() - calm);
    const isGood = recent.every(({ verdict }) => verdict === 'good' || verdict === 'lost');
    return isGood && journal.longestWait() < calm / 2 && allWork();
  };
  const deadline = journal.now() + LONGEST_WAY_BACK;
  do {
    await sleep(calm);
    while (!isCalm() && journal.now() < deadline) await sleep(50);
    await sleep(calm);
  } while (!allWork() && journal.now() < deadline);
}

function report(
  { place, fault, countsFrom }: FaultScenario,
  journal: Journal,
  { began, ended, underFault }: { readonly began: number; readonly ended: number; readonly underFault: number },
): FaultReport {
  const traffic = journal.entries.slice(0, underFault);
  const since = traffic.filter(({ at }) => at >= began);
  const seen = new Map<string, number>();
  for (const { verdict, step, what } of since) {
    if (verdict !== 'good') seen.set(`${step}: ${what}`, (seen.get(`${step}: ${what}`) ?? 0) + 1);
  }
  return {
    ...{ place, fault, countsFrom, seen },
    wrong: journal.entries.filter(({ verdict }) => verdict === 'wrong'),
    goodBefore: traffic.filter(({ at, verdict }) => at < began && verdict === 'good').length,
    goodAfter: since.filter(({ at, verdict }) => at >= ended && verdict === 'good').length,
    silence: longestSilence(traffic, began),
    slowest: Math.max(...since.map(({ took }) => took)),
    back: timeUntilGood(traffic, countsFrom === 'fault' ? began : ended),
    losses: journal.losses,
    begunAgain: journal.begunAgain,
  };
}
