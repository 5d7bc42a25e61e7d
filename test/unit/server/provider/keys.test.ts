import { randomBytes } from 'node:crypto';

import { expect } from 'chai';

import { openStorage } from '../../../../adapters/open-storage.ts';
import type { LastingSecrets } from '../../../../server/ports/storage.ts';
import { loadKeys } from '../../../../server/provider/keys.ts';
import type { Keys } from '../../../../server/provider/keys.ts';
import { createRememberingLog } from '../../../support/storage-samples.ts';

const ISSUER = 'https://login.example.com';
const randomId = (bytes: number): string => randomBytes(bytes).toString('base64url');
const load = (secrets: LastingSecrets, issuer = ISSUER): Promise<Keys> => loadKeys({ secrets, issuer, randomId });

/** What is derived from the master secret, in base64url. */
function derived({ pepper, refreshTokenKey, csrfKey, cookieKey, nonceSecret }: Keys): readonly string[] {
  const keys = [pepper, refreshTokenKey, csrfKey, nonceSecret].map((key) => Buffer.from(key).toString('base64url'));
  return [...keys, cookieKey];
}

describe('what a server makes once and needs for ever', () => {
  async function emptySecrets(): Promise<LastingSecrets> {
    const { secrets } = await openStorage('sqlite::memory:', { log: createRememberingLog(), clock: Date.now });
    return secrets;
  }

  it('is the same at the next start', async () => {
    const secrets = await emptySecrets();
    expect(await load(secrets)).to.deep.equal(await load(secrets));
  });

  it('is 32 bytes for each purpose, and for no two the same', async () => {
    const keys = derived(await load(await emptySecrets()));
    expect(new Set(keys)).to.have.property('size', 5);
    for (const key of keys) expect(Buffer.from(key, 'base64url')).to.have.length(32);
  });

  it('is known to no other installation, nor to another issuer on the same storage', async () => {
    const secrets = await emptySecrets();
    const all = [await load(secrets), await load(await emptySecrets()), await load(secrets, 'https://trial.example.com')];
    expect(new Set(all.flatMap(derived))).to.have.property('size', 15);
  });
});
