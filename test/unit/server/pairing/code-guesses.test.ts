import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { expect } from 'chai';

import { openStorage } from '../../../../adapters/open-storage.ts';
import { createTakeFingerprint } from '../../../../server/domain/fingerprint.ts';
import { createCodeGuesses } from '../../../../server/pairing/code-guesses.ts';
import type { Storage } from '../../../../server/ports/storage.ts';
import { createRememberingLog } from '../../../support/storage-samples.ts';

const LIMITS = { perAccount: 3, perNetwork: 6, overall: 9 };
const takeFingerprint = createTakeFingerprint(randomBytes(32));

describe('looks at codes are counted', () => {
  let folder: string;
  let storage: Storage;
  let beside: DatabaseSync;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-'));
    const file = join(folder, 'countersign.db');
    storage = await openStorage(`sqlite:${file}`, { log: createRememberingLog(), clock: Date.now });
    beside = new DatabaseSync(file);
  });
  afterEach(async () => {
    beside.close();
    await storage.close();
    await rm(folder, { recursive: true });
  });

  const guesses = () => createCodeGuesses({ counters: storage.counters, takeFingerprint, clock: Date.now, limits: LIMITS });

  it('one of several counters cannot be written: the others are as they were, and nobody is held back for a look that was not taken', async () => {
    const overall = takeFingerprint('counter', JSON.stringify(['user-code', 'all']));
    beside.exec(`CREATE TRIGGER trouble BEFORE INSERT ON counters WHEN NEW.name = '${overall}'
      BEGIN SELECT RAISE(ABORT, 'the disk is not well'); END`);
    const looks = guesses();
    for (let n = 0; n < 10; n += 1) expect(await outcomeOf(looks.admit('alice', '198.51.100.7'))).to.equal('failed');
    beside.exec('DROP TRIGGER trouble');
    for (let n = 0; n < 3; n += 1) expect(await outcomeOf(looks.admit('alice', '198.51.100.7'))).to.equal('admitted');
    expect(await outcomeOf(looks.admit('alice', '198.51.100.7')), 'and from then on as ever').to.equal('held-back');
  });

  it('who is held back uses up nothing of what others share, and a look that found something is given back', async () => {
    const looks = guesses();
    for (let n = 0; n < 20; n += 1) await looks.admit('mallory', '198.51.100.7');
    for (let n = 0; n < 20; n += 1) {
      expect(await outcomeOf(looks.admit('alice', '198.51.100.7'))).to.equal('admitted');
      await looks.forgive('alice', '198.51.100.7');
    }
  });

  async function outcomeOf(admission: ReturnType<ReturnType<typeof guesses>['admit']>): Promise<string> {
    return admission.then(
      ({ kind }) => kind,
      () => 'failed',
    );
  }
});
