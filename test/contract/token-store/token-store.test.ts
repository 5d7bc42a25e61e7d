import { expect } from 'chai';

import { saveNewLogin } from '../../../client-cli/session/save-login.ts';
import { createMemoryStore } from '../../../client-cli/store/memory-store.ts';
import type { StoreRecord } from '../../../client-cli/store/store-choice.ts';
import { machineTime } from '../../../client-cli/time.ts';
import { makeStoreHome } from '../../support/store-places.ts';
import { needsSecretService, startSecretService } from '../../support/secret-service.ts';
import type { SecretService } from '../../support/secret-service.ts';
import { describeTokenStore } from './describe-token-store.ts';
import type { StorePlace } from './describe-token-store.ts';
import { aLogin } from './sample-logins.ts';

async function sealedFile(record: StoreRecord, env: Readonly<Record<string, string>> = {}): Promise<StorePlace> {
  const home = await makeStoreHome();
  return { home: home.home, open: (profile) => home.open(record, env, profile), remove: () => home.remove() };
}

const encrypted = { encrypted: true, persistent: true } as const;

describeTokenStore('a file, sealed with a key file', () => sealedFile({ kind: 'file', keySource: 'key-file' }), {
  ...{ kind: 'file', keySource: 'key-file', ...encrypted },
});

describeTokenStore(
  'a file, sealed with a key of the environment',
  () => sealedFile({ kind: 'file', keySource: 'environment' }, { COUNTERSIGN_STORE_KEY: '0123456789abcdef'.repeat(4) }),
  { kind: 'file', keySource: 'environment', ...encrypted },
);

describeTokenStore(
  'a file, sealed with a passphrase',
  () => sealedFile({ kind: 'file', keySource: 'environment' }, { COUNTERSIGN_STORE_KEY: 'correct horse battery staple' }),
  { kind: 'file', keySource: 'environment', ...encrypted },
);

describeTokenStore(
  'memory',
  () => Promise.resolve({ home: undefined, open: createMemoryStore, remove: () => Promise.resolve() }),
  { kind: 'memory', keySource: undefined, encrypted: false, persistent: false },
);

// The Windows Credential Manager and the macOS Keychain take the same road; these tests run there too, on whatever store is in use.
describe('with the key in the store of the operating system', () => {
  let service: SecretService | undefined;

  before(async function () {
    if (process.platform !== 'linux') return;
    needsSecretService(this);
    service = await startSecretService();
  });
  after(() => service?.stop());

  describeTokenStore(
    'a file, sealed with a key of the operating system',
    () => sealedFile({ kind: 'os' }, service?.env ?? (process.env as Record<string, string>)),
    { kind: 'os', keySource: 'os', ...encrypted },
  );

  it('loses no login to another process that moves its own to a file at that moment', async () => {
    const env = service?.env ?? (process.env as Record<string, string>);
    const home = await makeStoreHome();
    try {
      const [before, moving, coming] = [home.open({ kind: 'os' }, env), home.stores(env), home.open({ kind: 'os' }, env)];
      await saveNewLogin(before, aLogin(), machineTime);
      const choice = await moving.choose('file', { kind: 'os' });
      const moved = await saveNewLogin(choice.store, aLogin({ accessToken: 'in a file' }), machineTime);
      await coming.probe(); // the key has just been seen
      const settled = choice.settle(moved);
      await Promise.all([settled, saveNewLogin(coming, aLogin({ accessToken: 'new' }), machineTime)]);
      expect((await home.open({ kind: 'os' }, env).load())?.accessToken).to.equal('new');
      expect(home.warnings).to.deep.equal([]);
    } finally {
      await home.open({ kind: 'os' }, env).clear();
      await home.remove();
    }
  });
});
