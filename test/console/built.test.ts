import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { VERSION } from '../../client-cli/version.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

describe('the console as it is published: plain JavaScript', () => {
  it('is built, starts and exports the library', async () => {
    await run(process.execPath, [resolve(root, 'node_modules/typescript/bin/tsc'), '-p', 'client-cli/tsconfig.build.json'], {
      cwd: root,
    });
    const { stdout } = await run(process.execPath, [resolve(root, 'client-cli/dist/main.js'), '--version']);
    expect(stdout).to.equal(`${VERSION}\n`);
    const library = (await import(resolve(root, 'client-cli/dist/index.js'))) as object;
    expect(library).to.have.keys('openSession', 'Problem', 'LoginRequired', 'Temporary', 'StoreUnavailable');
  });
});
