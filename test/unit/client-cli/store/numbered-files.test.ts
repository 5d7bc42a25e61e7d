import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createNumberedFiles } from '../../../../client-cli/store/numbered-files.ts';
import type { NumberedFiles } from '../../../../client-cli/store/numbered-files.ts';
import { createNumberedNames } from '../../../../client-cli/store/numbered-names.ts';
import type { NumberedNames } from '../../../../client-cli/store/numbered-names.ts';

describe('a file that is replaced by the next number', () => {
  let folder: string;
  let names: NumberedNames;
  let files: NumberedFiles;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'numbered-'));
    names = createNumberedNames(folder, ['login', 'jwe']);
    files = createNumberedFiles(names);
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function content(): Promise<string | undefined> {
    const file = names.latest();
    return file && (await readFile(file.path, 'utf8'));
  }

  it('is not there at first, and neither is its folder', () => {
    expect(names.latest()).to.equal(undefined);
    expect(createNumberedNames(join(folder, 'none'), ['login', 'jwe']).latest()).to.equal(undefined);
  });

  it('is the one with the highest number, and leaves nothing of the earlier ones', async () => {
    expect(await files.publish(9, 'nine')).to.equal(true);
    expect(await files.publish(10, 'ten')).to.equal(true);
    expect(await content()).to.equal('ten');
    expect(await readdir(folder)).to.deep.equal(['login.10.jwe']);
  });

  it('is put in place by exactly one of many at the same time', async () => {
    await files.publish(1, 'first');
    const all = await Promise.all(Array.from({ length: 40 }, (_, at) => files.publish(2, `by ${at}`)));
    expect(all.filter((done) => done)).to.have.length(1);
    expect(await content()).to.equal(`by ${all.indexOf(true)}`);
    expect(await readdir(folder)).to.deep.equal(['login.2.jwe']);
  });

  it('is never replaced by an earlier number', async () => {
    await files.publish(5, 'five');
    expect(await files.publish(4, 'late')).to.equal(false);
    expect(await files.publish(5, 'late')).to.equal(false);
    expect(await content()).to.equal('five');
  });

  it('tidies away what processes left that were killed while they wrote', async () => {
    await writeFile(join(folder, 'login.2.jwe.0a1b2c.new'), 'half');
    await files.publish(2, 'two');
    expect(await readdir(folder)).to.deep.equal(['login.2.jwe']);
  });

  it('takes nothing else in the folder for its own', async () => {
    for (const name of [
      'login.jwe',
      'login.07.jwe',
      'login.-1.jwe',
      'login.3.jwe.bak',
      'xlogin.3.jwe',
      'login.99999999999999999.jwe',
    ])
      await writeFile(join(folder, name), 'somebody else’s');
    expect(names.latest()).to.equal(undefined);
    await files.publish(1, 'one');
    expect(await readdir(folder)).to.have.length(7);
  });
});
