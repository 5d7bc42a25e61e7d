import { randomBytes } from 'node:crypto';

import { expect } from 'chai';

import { openStorage } from '../../../../adapters/open-storage.ts';
import { createTakeFingerprint } from '../../../../server/domain/fingerprint.ts';
import type { Visitor } from '../../../../server/http/visitor.ts';
import { createReviews } from '../../../../server/pairing/reviews.ts';
import { createRememberingLog, someFingerprint } from '../../../support/storage-samples.ts';

const deps = {
  takeFingerprint: createTakeFingerprint(randomBytes(32)),
  randomId: (bytes: number) => randomBytes(bytes).toString('base64url'),
};

describe('a look at a request', () => {
  it('is of one person in one session: of another person in the same one, or the same person in another, it is none', async () => {
    const storage = await openStorage('sqlite::memory:', { log: createRememberingLog(), clock: Date.now });
    const reviews = createReviews({ records: storage.records, ...deps });
    const [session, other] = [someFingerprint(), someFingerprint()];
    const visitor = (id: string, of = session): Visitor => ({ person: { id, name: id, roles: [] }, session: of });
    const looked = { request: someFingerprint(), userCode: 'WDJB-MJHT' };
    const handle = await reviews.begin(looked, visitor('alice'), Date.now() + 60_000);
    expect((await reviews.find(handle, visitor('alice')))?.request).to.equal(looked.request);
    expect(await reviews.find(handle, visitor('mallory'))).to.equal(undefined);
    expect(await reviews.find(handle, visitor('alice', other))).to.equal(undefined);
    expect(await reviews.find(randomBytes(16).toString('base64url'), visitor('alice'))).to.equal(undefined);
    await storage.close();
  });

  it('knows by itself which code it was looked up by: of another code it asks storage nothing, and so tells nothing', async () => {
    const storage = await openStorage('sqlite::memory:', { log: createRememberingLog(), clock: Date.now });
    const visitor: Visitor = { person: { id: 'alice', name: 'Alice', roles: [] }, session: someFingerprint() };
    const reviews = createReviews({ records: storage.records, ...deps });
    const looked = { request: someFingerprint(), userCode: 'WDJB-MJHT' };
    const handle = await reviews.begin(looked, visitor, Date.now() + 60_000);
    const look = await reviews.find(handle, visitor);
    await storage.close(); // whoever asked now would hear an error
    for (const spelling of ['WDJB-MJHT', 'wdjbmjht', ' wdjb mjht ']) expect(look?.isCode(spelling), spelling).to.be.true;
    for (const other of ['WDJB-MJHX', 'WDJB', '', 'WDJB-MJHT-X']) expect(look?.isCode(other), other).to.be.false;
  });
});
