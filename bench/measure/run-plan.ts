import type { Generator } from '../load/start-generator.ts';
import type { Plan } from '../plan.ts';
import { startCountersign } from '../subjects/countersign.ts';
import { startEngine } from '../subjects/engine.ts';
import { startKoaRead } from '../subjects/koa-read.ts';
import type { Subject } from '../subjects/subject.ts';
import { measureBound } from './bound.ts';
import type { BoundSeries } from './bound.ts';
import { measureGrowth } from './growth.ts';
import type { Level } from './growth.ts';
import { measurePairings } from './pairings.ts';
import { measurePolls } from './polls.ts';
import { residentBytes } from './process-costs.ts';
import { measureAuthorizations, measureRefreshes } from './single-requests.ts';
import type { Series } from './take-turns.ts';

/** The subjects by the names they have in the report. */
export const NAMES = {
  redis: 'Countersign on Redis',
  sqlite: 'Countersign on SQLite',
  engine: 'oidc-provider alone on Redis',
  koa: 'bare Koa, one Redis read',
} as const;

/** What can be measured by itself. */
export const PARTS = ['polls', 'authorizations', 'pairings', 'refreshes', 'bound', 'growth'] as const;
/** One of them. */
export type Part = (typeof PARTS)[number];

/** Resident memory of a server's process: once it listens, and after all that was measured. */
export interface Memory {
  readonly name: string;
  readonly idle: number | undefined;
  readonly after: number | undefined;
}

/** Everything that was measured; a part that was not asked for is undefined. */
export interface Findings {
  readonly polls: readonly Series[] | undefined;
  readonly authorizations: readonly Series[] | undefined;
  readonly pairings: readonly Series[] | undefined;
  readonly refreshes: readonly Series[] | undefined;
  readonly bound: BoundSeries | undefined;
  readonly memory: readonly Memory[];
  readonly growth: readonly Level[] | undefined;
}

/** What a run needs. */
export interface RunDeps {
  readonly plan: Plan;
  readonly parts: readonly Part[];
  readonly generator: Generator;
  /** Where every server leaves a CPU profile; none when undefined. */
  readonly profileFolder: string | undefined;
  readonly say: (line: string) => void;
}

/** Starts the subjects, measures part after part, and stops them whatever happens. */
export async function runPlan({ plan, parts, generator, profileFolder, say }: RunDeps): Promise<Findings> {
  const running: Subject[] = [];
  const start = async <Kind extends Subject>(starting: Promise<Kind>): Promise<Kind> => {
    const subject = await starting;
    running.push(subject);
    return subject;
  };
  async function measure<Result>(part: Part, work: () => Promise<Result>): Promise<Result | undefined> {
    if (!parts.includes(part)) return undefined;
    say(`measuring ${part} …`);
    return work();
  }

  try {
    const redis = await start(startCountersign(NAMES.redis, 'redis', profileFolder));
    const sqlite = await start(startCountersign(NAMES.sqlite, 'sqlite', profileFolder));
    const engine = await start(startEngine(NAMES.engine, profileFolder));
    const koa = await start(startKoaRead(NAMES.koa, profileFolder));
    const idle = new Map(running.map((subject) => [subject, residentBytes(subject.pid)]));
    const servers = [redis, sqlite, engine];
    for (const subject of running) await subject.fillPending(plan.pendingCodes);

    const polls = await measure('polls', () => measurePolls([...servers, koa], [redis], generator, plan));
    const authorizations = await measure('authorizations', () => measureAuthorizations(servers, generator, plan));
    const pairings = await measure('pairings', () => measurePairings(servers, generator, plan));
    const refreshes = await measure('refreshes', () => measureRefreshes(servers, generator, plan));
    const bound = await measure('bound', () => measureBound(servers, redis, generator, plan));
    const memory = running.map((subject) => ({
      name: subject.name,
      idle: idle.get(subject),
      after: residentBytes(subject.pid),
    }));
    await stopAll(running);
    const growth = await measure('growth', () =>
      measureGrowth((name) => startCountersign(name, 'redis', undefined), generator, plan),
    );
    return { polls, authorizations, pairings, refreshes, bound, memory, growth };
  } finally {
    await stopAll(running);
  }
}

async function stopAll(subjects: Subject[]): Promise<void> {
  for (const subject of subjects.splice(0)) await subject.stop();
}
