import { randomBytes } from 'node:crypto';

import { expect } from 'chai';

import { openStorage } from '../../../../adapters/open-storage.ts';
import { createTakeFingerprint } from '../../../../server/domain/fingerprint.ts';
import type { Visitor } from '../../../../server/http/visitor.ts';
import { createReviews } from '../../../../server/pairing/reviews.ts';
import { createRememberingLog, someFingerprint } from '../../../support/storage-samples.ts';

describe('a look at a request', () => {
  it('knows by itself which code it was looked up by: of another code it asks storage nothing, and so tells nothing', async () => {
    const storage = await openStorage('sqlite::memory:', { log: createRememberingLog(), clock: Date.now });
    const visitor: Visitor = { person: { id: 'alice', name: 'Alice', roles: [] }, session: someFingerprint() };
    const reviews = createReviews({
      records: storage.records,
      takeFingerprint: createTakeFingerprint(randomBytes(32)),
      randomId: (bytes) => randomBytes(bytes).toString('base64url'),
    });
    const looked = { request: someFingerprint(), userCode: 'WDJB-MJHT' };
    const handle = await reviews.begin(looked, visitor, Date.now() + 60_000);
    const look = await reviews.find(handle, visitor);
    await storage.close(); // whoever asked now would hear an error
    for (const spelling of ['WDJB-MJHT', 'wdjbmjht', ' wdjb mjht ']) expect(look?.isCode(spelling), spelling).to.be.true;
    for (const other of ['WDJB-MJHX', 'WDJB', '', 'WDJB-MJHT-X']) expect(look?.isCode(other), other).to.be.false;
  });
});
