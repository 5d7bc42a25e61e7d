import type { DatabaseSync } from 'node:sqlite';

import type { Milliseconds } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Log } from '../../server/ports/log.ts';
import { withoutBaggage } from '../storage-guard.ts';
import { EXPIRING } from './schema.ts';

/** How often rows whose time is over are removed. Nobody sees them meanwhile: every reading statement asks for the time. */
const PAUSE: Milliseconds = 30_000;

/** After a full batch more is waiting: go on soon, but let requests through first. */
const SHORT_PAUSE: Milliseconds = 50;

/** Rows per table and turn: the binding is synchronous, so a turn must stay within a few milliseconds. */
const BATCH = 200;

/** Removes what is over. @returns true if there is more of it. */
export function createSweepOnce(connection: DatabaseSync, clock: Clock): () => boolean {
  const removals = EXPIRING.map(({ table, id, column }) =>
    connection.prepare(`DELETE FROM ${table} WHERE ${id} IN (SELECT ${id} FROM ${table} WHERE ${column} <= ? LIMIT ${BATCH})`),
  );
  return function sweepOnce() {
    const now = clock();
    return removals.map((removal) => removal.run(now).changes === BATCH).includes(true);
  };
}

/**
 * Sweeps from now on, without keeping the process alive for it.
 *
 * @returns stops it
 */
export function startSweep(connection: DatabaseSync, clock: Clock, log: Log): () => void {
  const sweepOnce = createSweepOnce(connection, clock);
  let timer = setTimeout(turn, PAUSE).unref();

  function turn(): void {
    let more = false;
    try {
      more = sweepOnce();
    } catch (error) {
      log.warn('storage.sweep_failed', { reason: withoutBaggage(error).message }); // the next turn tries again
    }
    timer = setTimeout(turn, more ? SHORT_PAUSE : PAUSE).unref();
  }

  return () => clearTimeout(timer);
}
