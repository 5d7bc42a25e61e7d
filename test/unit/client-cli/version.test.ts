import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { VERSION } from '../../../client-cli/version.ts';

describe('the version of the console', () => {
  it('is the one of its package', async () => {
    const manifest = JSON.parse(await readFile(new URL('../../../client-cli/package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(VERSION).to.equal(manifest.version);
  });
});
