import { randomBytes } from 'node:crypto';

import { expect } from 'chai';

import { openStorage } from '../../../../adapters/open-storage.ts';
import { createTakeFingerprint } from '../../../../server/domain/fingerprint.ts';
import type { Storage } from '../../../../server/ports/storage.ts';
import { createDeviceRequestLimit } from '../../../../server/provider/device-request-limit.ts';
import { createOpenDeviceCode } from '../../../../server/provider/open-device-code.ts';
import { createRememberingLog, someRequest } from '../../../support/storage-samples.ts';

const LENGTH = 8;
const takeFingerprint = createTakeFingerprint(randomBytes(32));

describe('opening a device code: no two requests have one user code (RFC 8628, section 6.1)', () => {
  let storage: Storage;

  beforeEach(async () => {
    storage = await openStorage('sqlite::memory:', { log: createRememberingLog(), clock: Date.now });
  });
  afterEach(() => storage.close());

  /** @param letters the number of the letter that the codes consist of, one code after the other; the last one goes on */
  function openWith(letters: readonly number[]): () => Promise<{ readonly code: string | undefined; readonly pairing: string }> {
    let picks = 0;
    const openDeviceCode = createOpenDeviceCode({
      deviceCodes: storage.deviceCodes,
      takeFingerprint,
      settings: { userCode: { length: LENGTH, group: 4 } },
      requestLimit: createDeviceRequestLimit({ perNetwork: 1000, audit: () => undefined }),
      randomInt: () => letters[Math.floor(picks++ / LENGTH)] ?? letters.at(-1) ?? 0,
    });
    return async () => {
      const request = someRequest(Date.now());
      const code = await openDeviceCode(randomBytes(32).toString('base64url'), request);
      return { code, pairing: request.pairingId };
    };
  }

  it('makes another code while the one it made belongs to somebody else', async () => {
    const open = openWith([0, 0, 0, 1]);
    const [first, second] = [await open(), await open()];
    expect([first.code, second.code]).to.deep.equal(['BBBBBBBB', 'CCCCCCCC']);
    for (const { code = '', pairing } of [first, second]) {
      const found = await storage.deviceCodes.findByUserCode(takeFingerprint('user_code', code));
      expect(found?.request.pairingId, code).to.equal(pairing);
    }
  });

  it('gives up after some of them, and hands out nobody else’s', async () => {
    const open = openWith([0]);
    expect((await open()).code).to.equal('BBBBBBBB');
    expect((await open()).code).to.equal(undefined);
  });
});
