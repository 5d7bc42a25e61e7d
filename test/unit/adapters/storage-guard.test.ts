import { inspect } from 'node:util';

import { expect } from 'chai';

import { rejectingWithStorageErrors, withoutBaggage } from '../../../adapters/storage-guard.ts';
import { StorageError } from '../../../server/ports/storage-error.ts';

/** As ioredis makes them: the command that failed hangs on the error. */
function errorWithCommand(): Error {
  return Object.assign(new Error('OOM command not allowed'), {
    code: 'EOOM',
    command: { name: 'set', args: ['key', 'a private key'] },
  });
}

describe('what leaves the adapters when something fails', () => {
  it('withoutBaggage keeps message and code, and drops the command', () => {
    const bare = withoutBaggage(errorWithCommand());
    expect(bare).to.include({ message: 'OOM command not allowed', code: 'EOOM' });
    expect(inspect(bare, { depth: null, showHidden: true })).to.not.include('private key');
  });

  it('withoutBaggage makes an error of what is none, without repeating it', () => {
    expect(withoutBaggage('a private key').message).to.not.include('private key');
  });

  it('rejectingWithStorageErrors wraps rejections and synchronous throws, and leaves answers alone', async () => {
    const part = rejectingWithStorageErrors({
      answer: (n: number) => Promise.resolve(n + 1),
      reject: () => Promise.reject(errorWithCommand()),
      throwAtOnce: (): Promise<void> => {
        throw errorWithCommand();
      },
    });
    expect(await part.answer(1)).to.equal(2);
    for (const failing of [part.reject, part.throwAtOnce]) {
      const error: unknown = await failing().catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(StorageError).and.include({ code: 'storage_failed' });
      expect(inspect(error, { depth: null, showHidden: true }))
        .to.include('OOM')
        .and.not.include('private key');
    }
  });

  it('rejectingWithStorageErrors leaves a StorageError as it is', async () => {
    const original = new StorageError('storage_unfit', 'too old');
    const part = rejectingWithStorageErrors({ fail: () => Promise.reject(original) });
    expect(await part.fail().catch((reason: unknown) => reason)).to.equal(original);
  });
});
