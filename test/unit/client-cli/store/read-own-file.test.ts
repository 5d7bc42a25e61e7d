import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { StoreUnavailable } from '../../../../client-cli/problems/problem.ts';
import { readOwnFile } from '../../../../client-cli/store/read-own-file.ts';

describe('reading a file that this program wrote', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'own-'));
    path = join(folder, 'file');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** The name of what is wrong, with the details that a person is told. */
  async function refusal(secret = false): Promise<string> {
    try {
      await readOwnFile(path, { secret });
      return 'read';
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      expect(error.message).to.include(path);
      return `${error.code}: ${/\(([^)]*)\)|: (.*)\.$/.exec(error.message)?.slice(1).join('') ?? ''}`;
    }
  }

  it('gives what it holds, and nothing where there is nothing', async () => {
    expect(await readOwnFile(path, { secret: true })).to.be.undefined;
    await writeFile(path, 'content', { mode: 0o600 });
    expect(await readOwnFile(path, { secret: true })).to.equal('content');
  });

  it('follows no link, not even to a file of the same user', async () => {
    await writeFile(join(folder, 'target'), 'content', { mode: 0o600 });
    await symlink(join(folder, 'target'), path);
    expect(await refusal()).to.equal('store_not_ours: a link');
  });

  it('does not wait for a pipe, take a folder, or read what is far too long', async () => {
    execFileSync('mkfifo', [path]);
    expect(await refusal()).to.equal('store_not_ours: not a file');
    await rm(path);
    await mkdir(path);
    expect(await refusal()).to.equal('store_not_ours: a folder');
    await rm(path, { recursive: true });
    await writeFile(path, '');
    await truncate(path, 2 ** 40); // a terabyte of nothing
    expect(await refusal()).to.equal('store_not_ours: 1099511627776 bytes long');
  });

  for (const mode of [0o640, 0o604, 0o620, 0o602, 0o610, 0o666]) {
    it(`gives no secret that others can come near (mode ${mode.toString(8)})`, async () => {
      await writeFile(path, 'content');
      await chmod(path, mode);
      expect(await refusal(true)).to.equal(`store_exposed: its mode is ${mode.toString(8)}`);
      expect(await refusal(false)).to.equal('read'); // sealed: that is what sealing is for
    });
  }

  it('gives no secret of another user', async () => {
    await writeFile(path, 'content', { mode: 0o600 });
    if (process.getuid?.() === 0) await chown(path, 65_534, 65_534);
    else path = '/etc/passwd'; // only root can give a file away
    expect(await refusal(true)).to.equal('store_exposed: it belongs to another user');
  });
});
