import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { COMMANDS } from '../../../../client-cli/program/all-commands.ts';
import { manualPage } from '../../../../client-cli/program/manual-page.ts';
import { everyCommand } from '../../../support/command-line.ts';
import { needsProgram } from '../../../support/find-program.ts';

describe('the manual page', () => {
  let folder: string;
  let path: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'manual-'));
    path = join(folder, 'countersign.1');
    await writeFile(path, manualPage(COMMANDS, '1.2.3'));
  });
  after(() => rm(folder, { recursive: true }));

  it('is set by man without a complaint, and shows every command and every example', function () {
    needsProgram(this, 'man');
    const env = { ...process.env, MANWIDTH: '200', LC_ALL: 'C.UTF-8', MANPAGER: 'cat' };
    const { stdout, stderr, status } = spawnSync('man', ['--warnings', '-l', path], { encoding: 'utf8', env });
    expect({ stderr, status }).to.deep.equal({ stderr: '', status: 0 });
    const plain = stdout.replace(/\u001b\[[\d;]*m|.\u0008/g, '');
    for (const { path: words, declaration } of everyCommand(COMMANDS)) {
      if (declaration.run !== undefined) expect(plain).to.include(`countersign ${words.join(' ')}`);
      for (const { line } of declaration.examples ?? []) expect(plain).to.include(line);
    }
  });

  it('is good mandoc: no error, no warning', function () {
    needsProgram(this, 'mandoc');
    const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', path], { encoding: 'utf8' });
    // A page that is made anew by each build has no date of its own: two builds of one version are the same.
    expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'))).to.deep.equal([]);
  });
});
