import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { closeDatabase, openDatabase } from '../../../../adapters/sqlite/database.ts';
import type { Database } from '../../../../adapters/sqlite/database.ts';
import { createDeviceCodes } from '../../../../adapters/sqlite/device-codes.ts';
import { createPollSlots } from '../../../../adapters/sqlite/poll-slots.ts';
import type { PollSlots } from '../../../../adapters/sqlite/poll-slots.ts';
import { inTransaction } from '../../../../adapters/sqlite/transactions.ts';
import type { Fingerprint } from '../../../../server/domain/fingerprint.ts';
import { createRememberingLog, someCode, someFingerprint } from '../../../support/storage-samples.ts';

const START = 1_700_000_000_000;

describe('the log of booked slots in the SQLite file', () => {
  let folder: string;
  let opened: Database[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-'));
    opened = [];
  });
  afterEach(() => {
    for (const database of opened) closeDatabase(database);
    rmSync(folder, { recursive: true });
  });

  function open(): Database {
    const database = openDatabase(join(folder, 'storage.db'), createRememberingLog());
    opened.push(database);
    return database;
  }

  /** One process on the file: its part of memory, its connection. */
  function startProcess(): {
    book(now: number, ...pairs: [Fingerprint, number][]): void;
    find(key: Fingerprint): number | undefined;
  } {
    const { quick } = open();
    const slots: PollSlots = createPollSlots(quick);
    return {
      book: (now, ...pairs) =>
        inTransaction(quick, () => {
          slots.catchUp();
          for (const [key, until] of pairs) slots.book(key, until);
          slots.writeDown(now);
        }),
      find: (key) =>
        inTransaction(quick, () => {
          slots.catchUp();
          return slots.bookedUntil(key);
        }),
    };
  }

  function rows(): number[] {
    const { quick } = open();
    return quick
      .prepare('SELECT id FROM poll_slots ORDER BY id')
      .all()
      .map(({ id }) => Number(id));
  }

  it('is read by every process before it judges, and by one that starts later', () => {
    const [one, two] = [startProcess(), startProcess()];
    const [a, b] = [someFingerprint(), someFingerprint()];
    one.book(START, [a, START + 5000], [b, START + 7000]);
    two.book(START + 1, [a, START + 6000]);
    for (const process of [one, two, startProcess()])
      expect([a, b].map((key) => process.find(key))).to.deep.equal([START + 6000, START + 7000]);
  });

  it('has one row for all polls of a transaction, and none if nothing was booked', () => {
    const one = startProcess();
    one.book(START, ...Array.from({ length: 30 }, (): [Fingerprint, number] => [someFingerprint(), START + 5000]));
    one.book(START);
    expect(rows()).to.have.length(1);
  });

  it('stays short: what is over is removed, from memory and from the file', () => {
    const [one, two] = [startProcess(), startProcess()];
    const first = someFingerprint();
    one.book(START, [first, START + 5000]);
    let longest = 0;
    for (let n = 1; n <= 600; n++) {
      const now = START + n * 100;
      (n % 3 === 0 ? two : one).book(now, [someFingerprint(), now + 5000]);
      if (n % 20 === 0) longest = Math.max(longest, rows().length);
    }
    expect(longest, 'rows of two generations, of 5 s each, ten a second').to.be.within(50, 110);
    expect([one.find(first), two.find(first)]).to.deep.equal([undefined, undefined]);
  });

  it('keeps a slot to its end, however many shorter ones are over', () => {
    const one = startProcess();
    const patient = someFingerprint();
    one.book(START, [patient, START + 60_000]);
    for (let now = START + 100; now < START + 60_000; now += 100) {
      one.book(now, [someFingerprint(), now + 1000]);
      if (now % 5000 === 0) expect(startProcess().find(patient), `after ${now - START} ms`).to.equal(START + 60_000);
    }
    expect(one.find(patient)).to.equal(START + 60_000);
  });

  it('stays short when the clock is set back, by however much', () => {
    const one = startProcess();
    const polls = (from: number): void => {
      for (let now = from; now < from + 30_000; now += 100) one.book(now, [someFingerprint(), now + 5000]);
    };
    polls(START);
    polls(START - 3_600_000);
    expect(rows().length).to.be.below(150);
  });

  it('never gives a number twice, so one that slept misses nothing that still counts', () => {
    const [awake, asleep] = [startProcess(), startProcess()];
    asleep.book(START, [someFingerprint(), START + 5000]);
    for (let n = 1; n <= 50; n++) awake.book(START + n * 10_000, [someFingerprint(), START + n * 10_000 + 5000]);
    const last = rows();
    expect(last.length).to.be.below(5);
    expect(last.at(-1)).to.equal(51);
    const key = someFingerprint();
    awake.book(START + 510_000, [key, START + 515_000]);
    expect(asleep.find(key)).to.equal(START + 515_000);
  });

  it('remembers nothing of a transaction that was not kept', async () => {
    const database = open();
    const deviceCodes = createDeviceCodes(database, () => START);
    const codes = Array.from({ length: 500 }, () => someCode(START, { interval: 5 }));
    for (const code of codes) await deviceCodes.open(code);
    const { page_count: pages } = database.quick.prepare('PRAGMA page_count').get() as { page_count: number };
    const limit = (to: number): unknown => database.quick.prepare(`PRAGMA max_page_count = ${to}`).get();

    limit(pages);
    let kept = 0;
    try {
      for (const { key } of codes) {
        await deviceCodes.poll(key, START);
        kept += 1;
      }
    } catch (error) {
      expect(String(error)).to.match(/full/);
    }
    limit(1_000_000);
    expect(kept, 'the file was full at last').to.be.below(codes.length);
    for (const [n, { key }] of codes.entries())
      expect(await deviceCodes.poll(key, START + 1), `slot ${n} of ${kept}`).to.include({ tooEarly: n < kept });
  });
});
