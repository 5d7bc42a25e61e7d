import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { expect } from 'chai';

import { closeDatabase, openDatabase } from '../../../../adapters/sqlite/database.ts';
import type { Database } from '../../../../adapters/sqlite/database.ts';
import { APPLICATION_ID, MIGRATIONS } from '../../../../adapters/sqlite/schema.ts';
import { StorageError } from '../../../../server/ports/storage-error.ts';
import { createRememberingLog } from '../../../support/storage-samples.ts';

describe('the SQLite file', () => {
  let folder: string;
  let file: string;
  const log = createRememberingLog();
  const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-'));
    file = join(folder, 'data', 'storage.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function using<Result>(work: (database: Database) => Result): Result {
    const database = openDatabase(file, log);
    try {
      return work(database);
    } finally {
      closeDatabase(database);
    }
  }

  function writeWithout(sql: string): void {
    const other = new DatabaseSync(file);
    other.exec(sql);
    other.close();
  }

  it('belongs to its owner alone, its companions and its folder too, whatever the umask', () => {
    const umask = process.umask(0);
    try {
      using(({ durable }) => {
        durable.exec('CREATE TABLE written (x)');
        expect([join(folder, 'data'), file, `${file}-wal`, `${file}-shm`].map(modeOf)).to.deep.equal([
          '700',
          '600',
          '600',
          '600',
        ]);
      });
    } finally {
      process.umask(umask);
    }
  });

  it('that others may read is used, and the admin is told', () => {
    using(() => undefined);
    chmodSync(file, 0o644);
    using(() => undefined);
    expect(log.events).to.deep.include({
      event: 'storage.file_open_to_others',
      fields: { path: file, mode: '644', wanted: '600' },
    });
  });

  it('waits for the disk where a promise hangs on it, and only there', () => {
    using(({ durable, quick }) => {
      const settings = [durable, quick].map((connection) => ({
        ...connection.prepare('PRAGMA synchronous').get(),
        ...connection.prepare('PRAGMA journal_mode').get(),
        ...connection.prepare('PRAGMA busy_timeout').get(),
      }));
      const [full, normal] = [2, 1];
      expect(settings).to.deep.equal([
        { synchronous: full, journal_mode: 'wal', timeout: 5000 },
        { synchronous: normal, journal_mode: 'wal', timeout: 5000 },
      ]);
    });
  });

  it('leaves one file behind when closed', () => {
    using(({ durable }) => durable.exec('CREATE TABLE written (x)'));
    expect(existsSync(`${file}-wal`)).to.equal(false);
  });

  it('carries its version, and is opened again as it is', () => {
    using(() => undefined);
    using(({ durable }) =>
      expect(durable.prepare('PRAGMA user_version').get()).to.deep.include({ user_version: MIGRATIONS.length }),
    );
  });

  it('of an earlier version is brought up to date, and keeps what it holds', () => {
    using(() => undefined);
    rmSync(file);
    writeWithout(`${MIGRATIONS[0]}; PRAGMA user_version = 1; PRAGMA application_id = ${APPLICATION_ID};
      INSERT INTO secrets (name, value) VALUES ('pepper', 'as it was')`);
    using(({ quick }) => {
      expect(quick.prepare('PRAGMA user_version').get()).to.deep.include({ user_version: MIGRATIONS.length });
      expect(quick.prepare('SELECT value FROM secrets').get()).to.deep.include({ value: 'as it was' });
      expect(quick.prepare('SELECT count(*) AS n FROM poll_slots').get()).to.deep.include({ n: 0 });
    });
  });

  it('of a newer version is refused and left alone', () => {
    using(() => undefined);
    writeWithout(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    expect(() => using(() => undefined))
      .to.throw(StorageError, 'newer version of Countersign')
      .with.property('code', 'storage_unfit');
  });

  it('of another program is refused and left alone', () => {
    using(() => undefined);
    rmSync(file);
    writeWithout('CREATE TABLE theirs (x)');
    const bytes = readFileSync(file);
    expect(() => using(() => undefined))
      .to.throw(StorageError, 'another program')
      .with.property('code', 'storage_unfit');
    expect(readFileSync(file).equals(bytes)).to.equal(true);
  });

  it('that is no database is refused with the place and a next step', () => {
    using(() => undefined);
    writeFileSync(file, 'these are not the bytes you are looking for'.repeat(100));
    expect(() => using(() => undefined))
      .to.throw(StorageError, file)
      .with.property('code', 'storage_unreachable');
  });

  it('that cannot be made is reported with the place and a next step', () => {
    writeFileSync(join(folder, 'data'), 'a file where the folder should be');
    expect(() => using(() => undefined)).to.throw(StorageError, 'Check that the folder exists');
  });
});
