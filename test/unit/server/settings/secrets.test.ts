import { resolve } from 'node:path';

import { expect } from 'chai';

import { createResolveSecret } from '../../../../server/settings/secrets.ts';
import { folderOf } from '../../../support/settings-files.ts';

describe('a secret is kept elsewhere: env:NAME or file:PATH', () => {
  const resolveSecret = createResolveSecret({
    folder: 'config',
    environment: { TOKEN: ' from the environment\n', EMPTY: '' },
    readFile: folderOf({ 'in-folder': 'from the folder\n', '/run/secrets/x': 'from /run\r\n', blank: ' \n' }),
  });

  for (const [reference, value] of [
    ['env:TOKEN', 'from the environment'],
    ['file:in-folder', 'from the folder'],
    ['file:/run/secrets/x', 'from /run'],
    ['anything else', 'anything else'],
  ] as const) {
    it(`${reference} is ${value}`, async () => {
      expect(await resolveSecret(reference)).to.deep.equal({ kind: 'found', value });
    });
  }

  for (const [reference, message] of [
    ['env:NOBODY', 'the environment variable "NOBODY" is not set.'],
    ['env:EMPTY', 'the environment variable "EMPTY" is not set.'],
    ['file:gone', `"${resolve('config/gone')}": there is no such file.`],
    ['file:blank', `"${resolve('config/blank')}" is empty.`],
  ] as const) {
    it(`${reference}: ${message}`, async () => {
      expect(await resolveSecret(reference)).to.deep.include({ kind: 'missing', message });
    });
  }

  it('takes an error that is no answer of a file system for what it is: a bug', async () => {
    const broken = createResolveSecret({ folder: '.', environment: {}, readFile: () => Promise.reject(new TypeError('bug')) });
    const error: unknown = await broken('file:x').catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(TypeError);
  });
});
