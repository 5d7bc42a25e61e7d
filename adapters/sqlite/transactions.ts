import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { gatherTurn } from '../gather-turn.ts';

/** Steps in one transaction. The server stands still meanwhile, so it has to be over within a millisecond or two. */
const STEPS_AT_ONCE = 64;

type Step = () => unknown;
type Write = (step: Step) => Promise<unknown>;

/** How a transaction begins and ends, prepared once for each connection: a poll is not much longer than reading these two would be. */
const transactions = new WeakMap<DatabaseSync, { readonly begin: StatementSync; readonly commit: StatementSync }>();

/** The steps of this turn, for each connection. */
const writers = new WeakMap<DatabaseSync, Write>();

/** Runs `work` with the write lock held from its first read on: all of it happens, or nothing. */
export function inTransaction<Result>(connection: DatabaseSync, work: () => Result): Result {
  const { begin, commit } = transactionOf(connection);
  begin.run();
  try {
    const result = work();
    commit.run();
    return result;
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

/**
 * Runs a step that writes, in one transaction with the others of this turn of the event loop: pages that several of them change are written once, and where the disk is waited for,
 * it is waited for once. Nobody hears of a step before all of that is kept. Each step is atomic, and none is the worse for another: if anything fails, each is taken by itself.
 */
export function write<Result>(connection: DatabaseSync, step: () => Result): Promise<Result> {
  const known = writers.get(connection) ?? createWriter(connection);
  writers.set(connection, known);
  return known(step) as Promise<Result>;
}

/** The ports promise, the binding is synchronous: runs `work` now and answers as a promise, failures included. */
export function promised<Result>(work: () => Result): Promise<Result> {
  return new Promise((resolve) => resolve(work()));
}

function createWriter(connection: DatabaseSync): Write {
  return gatherTurn<Step, unknown>((steps) => {
    try {
      return inTransaction(connection, () => steps.map((step) => step()));
    } catch (error) {
      if (steps.length === 1) throw error;
      return steps.map((step) => promised(() => inTransaction(connection, step)));
    }
  }, STEPS_AT_ONCE);
}

function transactionOf(connection: DatabaseSync): { readonly begin: StatementSync; readonly commit: StatementSync } {
  const known = transactions.get(connection);
  if (known) return known;
  const statements = { begin: connection.prepare('BEGIN IMMEDIATE'), commit: connection.prepare('COMMIT') };
  transactions.set(connection, statements);
  return statements;
}
