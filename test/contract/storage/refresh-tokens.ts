import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';

import { REMEMBERED_REPLACED } from '../../../server/domain/refresh-standing.ts';
import type { NewRefreshToken, StoredGrant } from '../../../server/ports/grants.ts';
import { someFingerprint, someGrant, someId, someRefreshToken } from '../../support/storage-samples.ts';
import { fiftyAtOnce } from './describe-storage.ts';
import type { Connections } from './describe-storage.ts';

/** The promises of server/ports/grants.ts about a grant's line of refresh tokens. */
export function describeRefreshTokens(connections: () => Connections): void {
  let now = 0;
  before(() => (now = Date.now())); // when the suite runs, not when it is read: that may be minutes earlier

  /** A grant whose line has begun. */
  async function beginLine(): Promise<{ readonly grant: StoredGrant; readonly first: NewRefreshToken }> {
    const { grants } = connections().one;
    const grant = someGrant(now);
    const first = someRefreshToken(grant, now);
    await grants.save(grant);
    expect(await grants.issueRefreshToken(first)).to.equal(true);
    return { grant, first };
  }

  describe('refresh tokens (RFC 6749, section 6; RFC 9700, section 4.14)', () => {
    it('are known once issued, and only then', async () => {
      const { grant, first } = await beginLine();
      const { two } = connections();
      expect(await two.grants.findRefreshToken(grant.id, first.key)).to.deep.equal({
        grant: { ...grant, keepUntil: Math.max(grant.keepUntil, first.expiresAt) },
        standing: 'current',
        payload: first.payload,
        currentKey: first.key,
      });
      expect(await two.grants.findRefreshToken(someId(), first.key), 'a grant that is not there').to.equal(undefined);
      const other = someGrant(now);
      await two.grants.save(other);
      expect(await two.grants.findRefreshToken(other.id, first.key), 'a grant without tokens').to.equal(undefined);
    });

    it('are spent if the line does not remember them, those of another grant too: who asks has made sure whose they are', async () => {
      const { grants } = connections().one;
      const [one, other] = [await beginLine(), await beginLine()];
      expect(await grants.findRefreshToken(one.grant.id, someFingerprint())).to.have.property('standing', 'spent');
      expect(await grants.findRefreshToken(one.grant.id, other.first.key)).to.have.property('standing', 'spent');
    });

    it('are not issued for a grant that is not there, nor a second line for one that is', async () => {
      const { grants } = connections().one;
      const orphan = someRefreshToken(someGrant(now), now);
      expect(await grants.issueRefreshToken(orphan)).to.equal(false);
      expect(await grants.findRefreshToken(orphan.grantId, orphan.key)).to.equal(undefined);

      const { grant, first } = await beginLine();
      const second = someRefreshToken(grant, now);
      expect(await grants.issueRefreshToken(second)).to.equal(false);
      expect(await grants.findRefreshToken(first.grantId, first.key)).to.include({ standing: 'current', currentKey: first.key });
    });

    it('rotate: the new one is current, the one before it previous, the ones before that spent', async () => {
      const { grants } = connections().one;
      const { grant, first } = await beginLine();
      const [second, third, fourth] = [1, 2, 3].map(() => someRefreshToken(grant, now)) as [
        NewRefreshToken,
        NewRefreshToken,
        NewRefreshToken,
      ];
      expect(await grants.rotateRefreshToken(first.key, first.key, second, now + 1)).to.equal(true);
      const extended = { ...grant, keepUntil: Math.max(grant.keepUntil, second.expiresAt) };
      const asCurrent = { grant: extended, payload: second.payload, currentKey: second.key, rotatedAt: now + 1 };
      expect(await grants.findRefreshToken(second.grantId, second.key)).to.deep.equal({ ...asCurrent, standing: 'current' });
      expect(await grants.findRefreshToken(first.grantId, first.key)).to.deep.equal({ ...asCurrent, standing: 'previous' });

      await grants.rotateRefreshToken(second.key, second.key, third, now + 2);
      expect(await grants.findRefreshToken(first.grantId, first.key)).to.include({
        standing: 'spent',
        currentKey: third.key,
        rotatedAt: now + 2,
      });
      await grants.rotateRefreshToken(third.key, third.key, fourth, now + 3);
      const standings = [first, second, third, fourth].map(
        async ({ grantId, key }) => (await grants.findRefreshToken(grantId, key))?.standing,
      );
      expect(await Promise.all(standings)).to.deep.equal(['spent', 'spent', 'previous', 'current']);
    });

    it('rotate for exactly one of fifty with the same expectation', async () => {
      const { grant, first } = await beginLine();
      const outcomes = await fiftyAtOnce(connections(), async ({ grants }) => {
        const next = someRefreshToken(grant, now);
        return { next, won: await grants.rotateRefreshToken(first.key, first.key, next, now) };
      });
      const winners = outcomes.filter(({ won }) => won);
      expect(winners).to.have.length(1);
      const { grants } = connections().two;
      expect(await grants.findRefreshToken(first.grantId, first.key)).to.include({
        standing: 'previous',
        currentKey: winners[0]!.next.key,
      });
    });

    it('extend the life of their grant to their own', async () => {
      const { grants } = connections().one;
      const { grant, first } = await beginLine();
      const next = someRefreshToken(grant, now, 7200);
      await grants.rotateRefreshToken(first.key, first.key, next, now);
      expect(await grants.find(grant.id)).to.have.property('keepUntil', next.expiresAt);
    });

    it('do not rotate once the line moved on', async () => {
      const { grants } = connections().one;
      const { grant, first } = await beginLine();
      const [second, third, late] = [1, 2, 3].map(() => someRefreshToken(grant, now)) as [
        NewRefreshToken,
        NewRefreshToken,
        NewRefreshToken,
      ];
      await grants.rotateRefreshToken(first.key, first.key, second, now);
      expect(await grants.rotateRefreshToken(first.key, first.key, late, now)).to.equal(false);
      await grants.rotateRefreshToken(second.key, second.key, third, now);
      expect(await grants.rotateRefreshToken(first.key, second.key, late, now)).to.equal(false);
      expect(
        await grants.rotateRefreshToken(first.key, third.key, late, now),
        'a spent one, with the right expectation',
      ).to.equal(false);
      expect(await grants.findRefreshToken(third.grantId, third.key)).to.include({ standing: 'current', currentKey: third.key });
    });

    it('are unknown when the time of the current one is over, the grant still being there', async () => {
      const { grants } = connections().one;
      const start = Date.now();
      const grant = someGrant(start);
      const short = { ...someRefreshToken(grant, start), expiresAt: start + 100 };
      await grants.save(grant);
      await grants.issueRefreshToken(short);
      expect(await grants.findRefreshToken(short.grantId, short.key)).to.have.property('standing', 'current');
      await sleep(130);
      expect(await grants.findRefreshToken(short.grantId, short.key)).to.equal(undefined);
      expect(await grants.find(grant.id)).to.deep.equal(grant);
    });

    it('are recognised as spent long after their own time, as long as the line goes on', async () => {
      const { grants } = connections().one;
      const start = Date.now();
      const grant = someGrant(start);
      const short = { ...someRefreshToken(grant, start), expiresAt: start + 100 };
      const [second, third] = [someRefreshToken(grant, start), someRefreshToken(grant, start)];
      await grants.save(grant);
      await grants.issueRefreshToken(short);
      await grants.rotateRefreshToken(short.key, short.key, second, start);
      await grants.rotateRefreshToken(second.key, second.key, third, start);
      await sleep(130);
      expect(await grants.findRefreshToken(grant.id, short.key)).to.include({ standing: 'spent', currentKey: third.key });
    });
  });

  describe('an answer that got lost: the previous token is presented again', () => {
    it('gets a new successor; the lost one is replaced: dead, and told apart from a spent one', async () => {
      const { one, two } = connections();
      const { grant, first } = await beginLine();
      const [lost, found] = [someRefreshToken(grant, now), someRefreshToken(grant, now)];
      await one.grants.rotateRefreshToken(first.key, first.key, lost, now + 1);
      expect(await two.grants.rotateRefreshToken(first.key, lost.key, found, now + 2)).to.equal(true);

      expect(await one.grants.findRefreshToken(lost.grantId, lost.key)).to.have.property('standing', 'replaced');
      expect(await one.grants.rotateRefreshToken(lost.key, found.key, someRefreshToken(grant, now), now)).to.equal(false);
      expect(await one.grants.findRefreshToken(first.grantId, first.key)).to.include({
        standing: 'previous',
        currentKey: found.key,
        rotatedAt: now + 1, // asking again does not prolong the time in which one may ask
      });
      expect(await one.grants.findRefreshToken(found.grantId, found.key)).to.include({ standing: 'current' });
    });

    it('leaves the lost one replaced for good, however far the line goes', async () => {
      const { grants } = connections().one;
      const { grant, first } = await beginLine();
      const lost = someRefreshToken(grant, now);
      await grants.rotateRefreshToken(first.key, first.key, lost, now);
      let current = someRefreshToken(grant, now);
      await grants.rotateRefreshToken(first.key, lost.key, current, now);
      for (let n = 0; n < 4; n++) {
        const next = someRefreshToken(grant, now);
        expect(await grants.rotateRefreshToken(current.key, current.key, next, now)).to.equal(true);
        current = next;
      }
      expect(await grants.findRefreshToken(lost.grantId, lost.key)).to.have.property('standing', 'replaced');
      expect(await grants.findRefreshToken(first.grantId, first.key)).to.have.property('standing', 'spent');
    });

    it(`remembers the last ${REMEMBERED_REPLACED} replaced ones and no more, so that no console makes its record grow`, async () => {
      const { grants } = connections().one;
      const { grant, first } = await beginLine();
      const issued = Array.from({ length: REMEMBERED_REPLACED + 3 }, () => someRefreshToken(grant, now));
      let current = first.key;
      for (const next of issued) {
        expect(await grants.rotateRefreshToken(first.key, current, next, now)).to.equal(true);
        current = next.key;
      }
      const standings = await Promise.all(
        issued.map(async ({ key }) => (await grants.findRefreshToken(grant.id, key))?.standing),
      );
      const remembered = Array.from({ length: REMEMBERED_REPLACED }, () => 'replaced');
      expect(standings).to.deep.equal(['spent', 'spent', ...remembered, 'current']);
      expect(await grants.findRefreshToken(grant.id, first.key)).to.have.property('standing', 'previous');
    });

    it('never shows the lost one as spent while fifty repeat at once', async () => {
      const { one, two } = connections();
      const { grant, first } = await beginLine();
      const lost = someRefreshToken(grant, now);
      await one.grants.rotateRefreshToken(first.key, first.key, lost, now);
      const standings: unknown[] = [];
      const looking = fiftyAtOnce(connections(), async ({ grants }) => {
        for (let n = 0; n < 5; n++) standings.push((await grants.findRefreshToken(lost.grantId, lost.key))?.standing);
      });
      const won = await fiftyAtOnce(connections(), ({ grants }) =>
        grants.rotateRefreshToken(first.key, lost.key, someRefreshToken(grant, now), now),
      );
      await looking;
      expect(won.filter(Boolean)).to.have.length(1);
      expect(standings).to.not.include('spent');
      expect(await two.grants.findRefreshToken(lost.grantId, lost.key)).to.have.property('standing', 'replaced');
    });
  });
}
