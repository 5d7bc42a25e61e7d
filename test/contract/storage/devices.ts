import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';

import type { StoredGrant } from '../../../server/ports/grants.ts';
import type { Storage } from '../../../server/ports/storage.ts';
import { someGrant, someId, somePlace, someRefreshToken } from '../../support/storage-samples.ts';
import { fiftyAtOnce } from './describe-storage.ts';
import type { Connections } from './describe-storage.ts';

/** The promises of server/ports/devices.ts. */
export function describeDevices(connections: () => Connections): void {
  let now = 0;
  let alice = '';
  beforeEach(() => {
    now = Date.now();
    alice = `alice ${someId()}`; // a person of this test alone
  });

  const grantOf = (changes: Partial<StoredGrant> = {}): StoredGrant => someGrant(now, { accountId: alice, ...changes });

  /** Approved, come for its tokens, and connected. */
  async function pair({ devices, grants }: Storage, grant = grantOf(), max?: number): Promise<StoredGrant> {
    expect(await devices.keepPlace(somePlace(grant, now), now)).to.equal(true);
    await grants.save(grant);
    expect(await devices.connect(grant, max)).to.equal('connected');
    return grant;
  }

  const idsOf = async (storage: Storage, account = alice): Promise<string[]> =>
    (await storage.devices.listOf(account)).paired.map(({ id }) => id);

  describe('devices: a person’s list', () => {
    it('has nothing of somebody nobody knows', async () => {
      const { devices } = connections().one;
      expect(await devices.listOf(alice)).to.deep.equal({ paired: [], awaited: [] });
      expect(await devices.find(someId())).to.equal(undefined);
      expect(await devices.rename({ id: someId(), accountId: alice }, 'x')).to.equal(false);
      expect(await devices.end({ id: someId(), accountId: alice })).to.equal(false);
    });

    it('has a device as awaited from its approval on, and as paired from its connection on, with all that is known of it', async () => {
      const { one, two } = connections();
      const grant = grantOf();
      const { id, accountId, clientId, device } = grant;
      const place = somePlace(grant, now);
      await one.devices.keepPlace(place, now);
      expect(await two.devices.listOf(alice)).to.deep.equal({ paired: [], awaited: [place.device] });
      expect(await two.devices.find(id), 'awaited ones are not found').to.equal(undefined);

      await one.grants.save(grant);
      await one.devices.connect(grant);
      const paired = {
        ...{ id, accountId, clientId, ...device, endsAt: grant.keepUntil },
        ...{ lastUsedAt: now, lastUsedFrom: device.pairedFrom.address },
      };
      expect(await two.devices.listOf(alice)).to.deep.equal({ paired: [paired], awaited: [] });
      expect(await two.devices.find(id)).to.deep.equal(paired);
    });

    it('says when and from where a device was last used: its refresh tells', async () => {
      const { one, two } = connections();
      const grant = await pair(one);
      const [first, second] = [
        { ...someRefreshToken(grant, now, 700), from: '198.51.100.1' },
        { ...someRefreshToken(grant, now, 900), from: '2001:db8::2' },
      ];
      await one.grants.issueRefreshToken(first);
      expect(await two.devices.find(grant.id)).to.include({ lastUsedAt: now, lastUsedFrom: first.from, endsAt: first.expiresAt });
      await one.grants.rotateRefreshToken(first.key, first.key, second, now + 5000);
      expect(await two.devices.find(grant.id)).to.include({
        lastUsedAt: now + 5000,
        lastUsedFrom: second.from,
        endsAt: second.expiresAt,
      });
    });

    it('has the last used first', async () => {
      const { one, two } = connections();
      const grants = [await pair(one), await pair(one), await pair(one)] as const;
      for (const [index, grant] of [grants[1], grants[2], grants[0]].entries()) {
        const [first, second] = [someRefreshToken(grant, now), someRefreshToken(grant, now)];
        await one.grants.issueRefreshToken(first);
        await one.grants.rotateRefreshToken(first.key, first.key, second, now + index);
      }
      expect(await idsOf(two)).to.deep.equal([grants[0].id, grants[2].id, grants[1].id]);
    });

    it('has what is this person’s, whatever anybody is called', async () => {
      const { one } = connections();
      const others = [`${alice} `, alice.toUpperCase(), `${alice}:x`, '*', '{x}', "'; --", 'ä☃'];
      const own = await pair(one);
      for (const accountId of others) await pair(one, grantOf({ accountId }));
      expect(await idsOf(one)).to.deep.equal([own.id]);
      for (const accountId of others)
        expect(await idsOf(one, accountId), accountId)
          .to.have.length.of.at.least(1)
          .and.not.include(own.id);
    });

    it('loses a device whose grant ended in any way, and its place counts no more', async () => {
      const { one, two } = connections();
      const [revoked, lapsing] = [await pair(one), await pair(one, grantOf({ keepUntil: Date.now() + 150 }))];
      await one.grants.end(revoked.id);
      expect(await idsOf(two)).to.deep.equal([lapsing.id]);
      await sleep(200);
      expect(await two.devices.listOf(alice)).to.deep.equal({ paired: [], awaited: [] });
      expect(await two.devices.keepPlace(somePlace(grantOf(), now, 1), Date.now())).to.equal(true);
    });

    it('forgets a device that was awaited in vain, and its place counts no more', async () => {
      const { one, two } = connections();
      const place = somePlace(grantOf(), now, 1);
      const awaitedUntil = Date.now() + 100;
      await one.devices.keepPlace({ ...place, device: { ...place.device, awaitedUntil } }, now);
      expect(await two.devices.keepPlace(somePlace(grantOf(), now, 1), Date.now())).to.equal(false);
      await sleep(130);
      expect((await two.devices.listOf(alice)).awaited).to.deep.equal([]);
      expect(await one.devices.end(place.device), 'there is nothing to end').to.equal(false);
      expect(await two.devices.keepPlace(somePlace(grantOf(), now, 1), Date.now())).to.equal(true);
    });
  });

  describe('devices: limits', () => {
    it('are kept by exactly as many of fifty approvals at once, awaited ones and paired ones counted', async () => {
      const { one } = connections();
      await pair(one);
      const kept = await fiftyAtOnce(connections(), ({ devices }) => devices.keepPlace(somePlace(grantOf(), now, 10), now));
      expect(kept.filter(Boolean)).to.have.length(9);
    });

    it('are those of one client and one person', async () => {
      const { devices } = connections().one;
      expect(await devices.keepPlace(somePlace(grantOf(), now, 1), now)).to.equal(true);
      expect(await devices.keepPlace(somePlace(grantOf({ clientId: 'other' }), now, 1), now)).to.equal(true);
      expect(await devices.keepPlace(somePlace(grantOf({ accountId: `bob ${alice}` }), now, 1), now)).to.equal(true);
      expect(await devices.keepPlace(somePlace(grantOf(), now, 1), now)).to.equal(false);
    });

    it('do not count a device against itself: keeping its place and connecting it can be repeated', async () => {
      const { one, two } = connections();
      const grant = grantOf();
      const place = somePlace(grant, now, 1);
      const kept = await fiftyAtOnce(connections(), ({ devices }) => devices.keepPlace(place, now));
      expect(kept).to.deep.equal(kept.map(() => true));
      await one.grants.save(grant);
      expect(await one.devices.connect(grant, 1)).to.equal('connected');
      await two.grants.save(grant);
      expect(await two.devices.connect(grant, 1)).to.equal('connected');
      expect(await idsOf(one)).to.deep.equal([grant.id]);
    });

    it('two people may each keep a place for one request: it is not known yet who decides', async () => {
      const { one, two } = connections();
      const grant = grantOf();
      expect(await one.devices.keepPlace(somePlace(grant, now, 1), now)).to.equal(true);
      expect(await two.devices.keepPlace(somePlace({ ...grant, accountId: `bob ${alice}` }, now, 1), now)).to.equal(true);
    });

    it('let exactly as many of fifty connect at once, and the others be told', async () => {
      const grants = Array.from({ length: 50 }, () => grantOf());
      for (const grant of grants) {
        await connections().one.devices.keepPlace(somePlace(grant, now), now);
        await connections().one.grants.save(grant);
      }
      const outcomes = await fiftyAtOnce(connections(), ({ devices }, n) => devices.connect(grants[n]!, 7));
      expect(outcomes.filter((outcome) => outcome === 'connected')).to.have.length(7);
      expect(outcomes.filter((outcome) => outcome === 'full')).to.have.length(43);
      expect(await idsOf(connections().two)).to.have.length(7);
    });
  });

  describe('devices: an end', () => {
    it('is one of fifty, takes grant, tokens and place with it, and touches no other device', async () => {
      const { one, two } = connections();
      const [ending, staying] = [await pair(one), await pair(one)];
      const token = someRefreshToken(ending, now);
      await one.grants.issueRefreshToken(token);
      const ended = await fiftyAtOnce(connections(), ({ devices }) => devices.end(ending));
      expect(ended.filter(Boolean)).to.have.length(1);
      expect(await two.grants.find(ending.id)).to.equal(undefined);
      expect(await two.grants.findRefreshToken(ending.id, token.key)).to.equal(undefined);
      expect(await two.devices.connect(ending), 'and it does not come back').to.equal('ended');
      expect(await idsOf(two)).to.deep.equal([staying.id]);
    });

    it('is for its person alone: nobody else’s list has it, though they know its id and looked at the same request', async () => {
      const { one, two } = connections();
      const grant = grantOf();
      const mallory = { ...grant, accountId: `mallory ${alice}` };
      await one.devices.keepPlace(somePlace(grant, now), now);
      await one.devices.keepPlace(somePlace(mallory, now), now);
      await one.grants.save(grant);
      await one.devices.connect(grant);
      expect(await two.devices.rename(mallory, 'mine')).to.equal(false);
      expect(await two.devices.end(mallory), 'her own place, on which nothing ever came').to.equal(true);
      expect(await two.devices.end(mallory)).to.equal(false);
      expect((await one.devices.find(grant.id))?.name).to.equal(grant.device.name);
      expect(await idsOf(one)).to.deep.equal([grant.id]);
    });

    it('of an awaited device is an end: it does not connect any more', async () => {
      const { one, two } = connections();
      const grant = grantOf();
      await one.devices.keepPlace(somePlace(grant, now), now);
      expect(await two.devices.end(grant)).to.equal(true);
      await one.grants.save(grant);
      expect(await one.devices.connect(grant)).to.equal('ended');
      expect(await idsOf(two)).to.deep.equal([]);
    });

    it('that crosses the connection leaves no device that is on no list', async () => {
      const { one, two } = connections();
      for (let round = 0; round < 30; round += 1) {
        const grant = grantOf();
        await one.devices.keepPlace(somePlace(grant, now), now);
        const connecting = one.grants.save(grant).then(() => one.devices.connect(grant));
        const [outcome, ended] = await Promise.all([connecting, two.devices.end(grant)]);
        const isListed = (await idsOf(one)).includes(grant.id);
        if (outcome === 'ended') await one.devices.end(grant); // as who connects has to
        const lives = (await one.grants.find(grant.id)) !== undefined;
        expect({ isListed, lives, ended }).to.deep.equal({ isListed: false, lives: false, ended: true });
      }
    });
  });

  describe('devices: names and searches', () => {
    it('a name can be given, on the next look of everybody, and stays through a refresh', async () => {
      const { one, two } = connections();
      const grant = await pair(one);
      const [first, second] = [someRefreshToken(grant, now), someRefreshToken(grant, now)];
      await one.grants.issueRefreshToken(first);
      const name = `<b>"Büro" ☃</b> \u{1f5a5}`;
      expect(await one.devices.rename(grant, name)).to.equal(true);
      await one.grants.rotateRefreshToken(first.key, first.key, second, now);
      expect(await two.devices.find(grant.id)).to.have.property('name', name);
      expect((await two.grants.find(grant.id))?.device).to.deep.equal({ ...grant.device, name });
    });

    it('a device that gave no name has none', async () => {
      const { one, two } = connections();
      const { name: _name, ...device } = grantOf().device;
      const grant = await pair(one, grantOf({ device }));
      expect(await two.devices.find(grant.id)).not.to.have.property('name');
    });

    it('an ended device is not named back to life', async () => {
      const { one, two } = connections();
      const grant = await pair(one);
      await one.devices.end(grant);
      expect(await two.devices.rename(grant, 'zombie')).to.equal(false);
      expect(await two.grants.find(grant.id)).to.equal(undefined);
    });

    it('a search looks at the devices of everybody, and at each once', async () => {
      const { one, two } = connections();
      const clientId = `client-${someId()}`;
      const people = Array.from({ length: 40 }, (_, n) => `${alice} ${n}`);
      const grants = await Promise.all(people.map((accountId) => pair(one, grantOf({ accountId, clientId }))));
      const found = await two.devices.search((device) => device.clientId === clientId);
      expect(found.map(({ id }) => id).sort()).to.deep.equal(grants.map(({ id }) => id).sort());
      expect(await two.devices.search(({ accountId }) => accountId === people[3])).to.have.length(1);
      expect(await two.devices.search(() => false)).to.deep.equal([]);
    });
  });
}
