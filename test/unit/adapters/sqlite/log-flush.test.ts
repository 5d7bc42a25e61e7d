import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';

import { createLogFlush } from '../../../../adapters/sqlite/log-flush.ts';

describe('bringing the write-ahead log to the disk', () => {
  let folder: string;
  let path: string;

  before(async function () {
    folder = await mkdtemp(join(tmpdir(), 'countersign-log-'));
    path = join(folder, 'kept.sqlite');
    if (process.platform !== 'linux') this.skip(); // what is open is looked up in /proc
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(() => writeFile(`${path}-wal`, 'x'.repeat(5000)));

  async function isOpen(): Promise<boolean> {
    const names = await readdir('/proc/self/fd');
    const files = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
    return files.includes(`${path}-wal`);
  }

  async function untilClosed(): Promise<void> {
    while (await isOpen()) await sleep(5);
  }

  it('lets go of the file, before anything was written', async () => {
    const flush = createLogFlush(path);
    expect(await isOpen()).to.be.true;
    flush.stop();
    await untilClosed();
  });

  it('and while the disk is at it, only afterwards and once', async () => {
    const flush = createLogFlush(path);
    flush.wrote(10_000);
    flush.wrote(10_000);
    flush.stop();
    flush.stop();
    flush.wrote(10_000);
    await untilClosed();
  });

  it('goes without where there is no log', () => {
    const flush = createLogFlush(join(folder, 'nowhere.sqlite'));
    flush.wrote(10_000);
    flush.stop();
  });
});
