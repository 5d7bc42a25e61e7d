import { setImmediate as nextTurn } from 'node:timers/promises';

import { expect } from 'chai';

import { closeDatabase, openDatabase } from '../../../../adapters/sqlite/database.ts';
import type { Database } from '../../../../adapters/sqlite/database.ts';
import { inTransaction, write } from '../../../../adapters/sqlite/transactions.ts';
import { createRememberingLog } from '../../../support/storage-samples.ts';

describe('transactions of one connection', () => {
  let database: Database;

  beforeEach(() => {
    database = openDatabase(':memory:', createRememberingLog());
    database.durable.exec('CREATE TABLE written (x INTEGER PRIMARY KEY)');
  });
  afterEach(() => closeDatabase(database));

  const insert = (x: number) => (): number => {
    database.durable.prepare('INSERT INTO written VALUES (?)').run(x);
    return x;
  };
  const written = (): unknown[] =>
    database.durable
      .prepare('SELECT x FROM written ORDER BY x')
      .all()
      .map(({ x }) => x);

  it('inTransaction keeps nothing of work that throws, and leaves the connection usable', () => {
    const failing = (): void =>
      inTransaction(database.durable, () => {
        insert(1)();
        throw new Error('half way');
      });
    expect(failing).to.throw('half way');
    inTransaction(database.durable, insert(2));
    expect(written()).to.deep.equal([2]);
  });

  describe('write', () => {
    it('takes the steps of one turn in one transaction, in their order, and tells each what came of it', async () => {
      let most = 0;
      const watched = (x: number) => (): number => {
        most = Math.max(most, written().length);
        expect(database.durable.isTransaction).to.equal(true);
        return insert(x)();
      };
      expect(await Promise.all([1, 2, 3].map((x) => write(database.durable, watched(x))))).to.deep.equal([1, 2, 3]);
      expect(most, 'the third saw the other two').to.equal(2);
    });

    it('tells nobody before it is kept', async () => {
      let told = false;
      const one = write(database.durable, insert(1)).then(() => (told = true));
      write(database.durable, () => {
        expect(told).to.equal(false);
      }).catch(() => undefined);
      await one;
      expect([database.durable.isTransaction, written()]).to.deep.equal([false, [1]]);
    });

    it('takes each by itself if one of them fails, so that none is the worse for another', async () => {
      const outcomes = await Promise.allSettled([1, 2, 1, 3].map((x) => write(database.durable, insert(x))));
      expect(outcomes.map(({ status }) => status)).to.deep.equal(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
      expect(written()).to.deep.equal([1, 2, 3]);
    });

    it('says so to the one whose step cannot be committed', async () => {
      database.durable.exec(
        'PRAGMA foreign_keys = ON; CREATE TABLE later (y REFERENCES written (x) DEFERRABLE INITIALLY DEFERRED)',
      );
      const orphan = (): void => database.durable.exec('INSERT INTO later VALUES (99)');
      const outcomes = await Promise.allSettled([write(database.durable, orphan), write(database.durable, insert(1))]);
      expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled']);
      expect(written()).to.deep.equal([1]);
      await nextTurn();
      expect(await write(database.durable, insert(2))).to.equal(2);
    });
  });
});
