import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';

import { someGrant, someId, someRefreshToken } from '../../support/storage-samples.ts';
import { fiftyAtOnce } from './describe-storage.ts';
import type { Connections } from './describe-storage.ts';

/** The promises of server/ports/grants.ts about the grant itself. */
export function describeGrants(connections: () => Connections): void {
  let now = 0;
  before(() => (now = Date.now())); // when the suite runs, not when it is read: that may be minutes earlier

  describe('grants: the record by which a paired device lives and dies', () => {
    it('gives a grant back as it came', async () => {
      const { one, two } = connections();
      const grant = someGrant(now);
      await one.grants.save(grant);
      expect(await two.grants.find(grant.id)).to.deep.equal(grant);
      expect(await two.grants.find(someId())).to.equal(undefined);
    });

    it('replaces a grant and leaves its refresh tokens as they are', async () => {
      const { grants } = connections().one;
      const grant = someGrant(now);
      const token = someRefreshToken(grant, now, 300);
      await grants.save(grant);
      await grants.issueRefreshToken(token);
      await grants.save({ ...grant, payload: { scopes: 'fewer' } });
      expect(await grants.find(grant.id)).to.deep.equal({ ...grant, payload: { scopes: 'fewer' } });
      expect(await grants.findRefreshToken(token.grantId, token.key)).to.include({ standing: 'current', currentKey: token.key });
    });

    it('keeps a grant for as long as its refresh token lives, whatever a later save says', async () => {
      const { grants } = connections().one;
      const grant = someGrant(now, { keepUntil: now + 60_000 });
      const token = someRefreshToken(grant, now, 3600);
      await grants.save(grant);
      await grants.issueRefreshToken(token);
      expect(await grants.find(grant.id)).to.have.property('keepUntil', token.expiresAt);
      await grants.save(grant);
      expect(await grants.find(grant.id)).to.have.property('keepUntil', token.expiresAt);
    });

    it('never shortens a grant to a refresh token that ends before it', async () => {
      const { grants } = connections().one;
      const grant = someGrant(now, { keepUntil: now + 3_600_000 });
      await grants.save(grant);
      await grants.issueRefreshToken(someRefreshToken(grant, now, 60));
      expect(await grants.find(grant.id)).to.have.property('keepUntil', grant.keepUntil);
    });

    it('forgets a grant when its time is over', async () => {
      const { grants } = connections().one;
      const grant = someGrant(Date.now(), { keepUntil: Date.now() + 100 });
      await grants.save(grant);
      await sleep(130);
      expect(await grants.find(grant.id)).to.equal(undefined);
      expect(await grants.issueRefreshToken(someRefreshToken(grant, now))).to.equal(false);
      expect(await grants.end(grant.id)).to.equal(false);
    });

    it('ends once, and every refresh token with it', async () => {
      const { one, two } = connections();
      const grant = someGrant(now);
      const [first, second, third] = [1, 2, 3].map(() => someRefreshToken(grant, now));
      await one.grants.save(grant);
      await one.grants.issueRefreshToken(first!);
      await one.grants.rotateRefreshToken(first!.key, first!.key, second!, now);
      await one.grants.rotateRefreshToken(second!.key, second!.key, third!, now);

      const ended = await fiftyAtOnce(connections(), ({ grants }) => grants.end(grant.id));
      expect(ended.filter(Boolean)).to.have.length(1);
      expect(await two.grants.find(grant.id)).to.equal(undefined);
      for (const { grantId, key } of [first!, second!, third!])
        expect(await two.grants.findRefreshToken(grantId, key)).to.equal(undefined);
      expect(await two.grants.rotateRefreshToken(third!.key, third!.key, someRefreshToken(grant, now), now)).to.equal(false);
      expect(await one.grants.end(grant.id)).to.equal(false);
    });

    it('ends no other grant of the same person and client', async () => {
      const { grants } = connections().one;
      const [ending, staying] = [someGrant(now), someGrant(now)];
      const token = someRefreshToken(staying, now);
      for (const grant of [ending, staying]) await grants.save(grant);
      await grants.issueRefreshToken(token);
      await grants.end(ending.id);
      expect(await grants.find(staying.id)).to.deep.equal(staying);
      expect(await grants.findRefreshToken(token.grantId, token.key)).to.have.property('standing', 'current');
    });

    it('stays ended while others rotate at the same moment', async () => {
      const { one } = connections();
      const grant = someGrant(now);
      const token = someRefreshToken(grant, now);
      await one.grants.save(grant);
      await one.grants.issueRefreshToken(token);
      await fiftyAtOnce(connections(), ({ grants }, n) =>
        n === 25 ? grants.end(grant.id) : grants.rotateRefreshToken(token.key, token.key, someRefreshToken(grant, now), now),
      );
      expect(await one.grants.find(grant.id)).to.equal(undefined);
      expect(await one.grants.findRefreshToken(token.grantId, token.key)).to.equal(undefined);
    });
  });
}
