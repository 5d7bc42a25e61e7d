import type { DatabaseSync } from 'node:sqlite';

import type { Fingerprint } from '../../server/domain/fingerprint.ts';
import type { Instant } from '../../server/domain/units.ts';

/** Rows that are removed in one transaction: it has to be short. */
const ROWS_AT_ONCE = 100;

/** The slots that polls have booked (`server/domain/poll-pace.ts`), of all processes that share the file. Used inside of one transaction that holds the write lock. */
export interface PollSlots {
  /** Learns what other processes have booked since the last time. */
  readonly catchUp: () => void;
  /** The slot of this device code; undefined if it has none, or a past one that nobody needs any more. */
  readonly bookedUntil: (key: Fingerprint) => Instant | undefined;
  readonly book: (key: Fingerprint, until: Instant) => void;
  /** Writes down what was booked since `catchUp`, and removes some of what is over. */
  readonly writeDown: (now: Instant) => void;
  /** After a transaction that failed: nothing of it is remembered, and everything read anew. */
  readonly forget: () => void;
}

/** Slots that were booked about the same time. They are forgotten together, when the last of them is over. */
interface Generation {
  readonly slots: Map<Fingerprint, Instant>;
  overAt: Instant;
}

/**
 * A log in the file, and in memory what it says. SQLite writes whole pages: a slot in the row of its device code is a page of its own, while here the slots of all polls of a
 * transaction are one row at the end of the log. Every process reads what others have added before it judges, so there is one order, and one truth. See docs/decisions/021.
 *
 * Slots are over within an interval, so the log is short: of two generations the older one is removed, rows and all, as soon as it is over. Only the last
 * row always stays: the rows are numbered, and who has read up to a number must never meet it a second time.
 */
export function createPollSlots(connection: DatabaseSync): PollSlots {
  const sql = {
    readOn: connection.prepare('SELECT id, slots FROM poll_slots WHERE id > ? ORDER BY id'),
    append: connection.prepare('INSERT INTO poll_slots (id, slots) VALUES (?, ?)'),
    remove: connection.prepare(
      `DELETE FROM poll_slots WHERE id IN (SELECT id FROM poll_slots WHERE id <= ? ORDER BY id LIMIT ${ROWS_AT_ONCE})`,
    ),
  };
  let newer = createGeneration();
  let older = createGeneration();
  let booked: (Fingerprint | Instant)[] = []; // key and slot in turn
  let lastRow = 0;
  let lastRowOfOlder = 0;
  let lastRowThatIsOver = 0;
  let clockWas = 0;

  function remember(key: Fingerprint, until: Instant): void {
    newer.slots.set(key, until);
    if (until > newer.overAt) newer.overAt = until;
  }

  function forgetWhatIsOver(now: Instant): void {
    const setBack = Math.max(0, clockWas - now); // whoever sets the clock back should not make the log as long as that
    for (const generation of [newer, older]) generation.overAt -= setBack;
    clockWas = now;
    if (now >= older.overAt) {
      lastRowThatIsOver = lastRowOfOlder;
      [older, lastRowOfOlder] = [newer, lastRow];
      newer = createGeneration();
    }
    const removable = Math.min(lastRowThatIsOver, lastRow - 1);
    if (removable > 0 && sql.remove.run(removable).changes < ROWS_AT_ONCE) lastRowThatIsOver = 0;
  }

  return {
    catchUp() {
      booked = [];
      for (const { id, slots } of sql.readOn.all(lastRow) as { id: number; slots: string }[]) {
        const pairs = JSON.parse(slots) as typeof booked;
        for (let at = 0; at < pairs.length; at += 2) remember(pairs[at] as Fingerprint, pairs[at + 1] as Instant);
        lastRow = id;
      }
    },

    bookedUntil: (key) => newer.slots.get(key) ?? older.slots.get(key),

    book(key, until) {
      remember(key, until);
      booked.push(key, until);
    },

    writeDown(now) {
      if (booked.length > 0) sql.append.run(++lastRow, JSON.stringify(booked));
      forgetWhatIsOver(now);
    },

    forget() {
      [newer, older] = [createGeneration(), createGeneration()];
      lastRow = lastRowOfOlder = lastRowThatIsOver = 0;
    },
  };
}

function createGeneration(): Generation {
  return { slots: new Map(), overAt: 0 };
}
