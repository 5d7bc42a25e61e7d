import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { Log } from '../../server/ports/log.ts';
import { withoutBaggage } from '../storage-guard.ts';
import { StorageError } from '../../server/ports/storage-error.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';
import { inTransaction } from './transactions.ts';

/**
 * How long a statement waits for another process to let go of the file. Node's binding is synchronous: the server stands still meanwhile, so every
 * transaction in this folder is short.
 */
const BUSY_TIMEOUT_MS = 5000;

/**
 * How long the write-ahead log may grow, in pages, before it is written back into the file, with an fsync: 32 MiB. Of the pages that were
 * written again and again only the last version is written back.
 */
const PAGES_IN_LOG = 8_000;

/** What each connection may keep of the file in memory: about a hundred thousand device codes, as far as polls read them. SQLite's own 2 MB are ten thousand. */
const CACHE_KIB = 16 * 1024;

/**
 * Two connections to one file. What a promise hangs on (an approval, a rotation, a key) is written through `durable`: it is on the disk when
 * the answer goes out, and would survive a power cut. What may be lost with the last moments before a power cut (a booked slot, a
 * counter) goes through `quick` and costs no fsync. A crash of the process alone loses nothing of either.
 *
 * @see {@link https://www.sqlite.org/pragma.html#pragma_synchronous SQLite, PRAGMA synchronous}
 */
export interface Database {
  readonly durable: DatabaseSync;
  readonly quick: DatabaseSync;
}

/**
 * Opens the file, makes it if it is not there (mode 0600, its folder 0700) and brings its schema up to date.
 *
 * Node 24.21 prints no ExperimentalWarning for node:sqlite any more (older ones did); a test keeps watch over that.
 *
 * @throws StorageError `storage_unreachable` if the file cannot be opened, `storage_unfit` if it is not ours or newer than this program
 */
export function openDatabase(path: string, log: Log): Database {
  try {
    if (path === ':memory:') return openInMemory();
    prepareFile(path, log);
    refuseForeignFile(path);
    const durable = connect(path, 'FULL');
    migrate(durable, path);
    return { durable, quick: connect(path, 'NORMAL') };
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const { message } = withoutBaggage(error);
    const advice = 'Check that the folder exists, that this user may write there and that the disk is not full.';
    throw new StorageError('storage_unreachable', `Cannot open the SQLite file ${path}: ${message}. ${advice}`, { cause: error });
  }
}

/** Writes the log of changes back into the file and lets go of it. */
export function closeDatabase({ durable, quick }: Database): void {
  if (quick !== durable && quick.isOpen) quick.close();
  if (!durable.isOpen) return;
  durable.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  durable.close();
}

function openInMemory(): Database {
  const only = new DatabaseSync(':memory:');
  migrate(only, ':memory:');
  return { durable: only, quick: only };
}

function prepareFile(path: string, log: Log): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600)); // SQLite gives its -wal and -shm files the mode of this one
  const mode = statSync(path).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    log.warn('storage.file_open_to_others', { path, mode: mode.toString(8), wanted: '600' });
  }
}

function connect(path: string, synchronous: 'FULL' | 'NORMAL'): DatabaseSync {
  const connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  connection.exec('PRAGMA journal_mode = WAL');
  connection.exec(`PRAGMA synchronous = ${synchronous}`);
  connection.exec(`PRAGMA cache_size = ${-CACHE_KIB}`); // negative: KiB, not pages
  connection.exec(`PRAGMA wal_autocheckpoint = ${PAGES_IN_LOG}`);
  return connection;
}

/** Looks before anything is changed: the write-ahead log alone would leave its mark in somebody else's file. */
function refuseForeignFile(path: string): void {
  const connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly: true });
  try {
    const owner = readNumber(connection, 'application_id');
    const { tables } = connection.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number };
    if (owner === APPLICATION_ID || (owner === 0 && tables === 0)) return;
    throw new StorageError(
      'storage_unfit',
      `${path} is the database of another program. Name another file in the storage setting.`,
    );
  } finally {
    connection.close();
  }
}

function migrate(connection: DatabaseSync, path: string): void {
  inTransaction(connection, () => {
    const version = readNumber(connection, 'user_version');
    if (version > MIGRATIONS.length) {
      const advice = 'Start the newer version, or restore the copy made before the update.';
      throw new StorageError('storage_unfit', `${path} was written by a newer version of Countersign. ${advice}`);
    }
    for (const step of MIGRATIONS.slice(version)) connection.exec(step);
    connection.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    connection.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

function readNumber(connection: DatabaseSync, pragma: 'user_version' | 'application_id'): number {
  return Number(connection.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
}
