import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';

import { someApproval, someCode, someDenial, someFingerprint } from '../../support/storage-samples.ts';
import { fiftyAtOnce } from './describe-storage.ts';
import type { Connections } from './describe-storage.ts';

/** The promises of server/ports/device-codes.ts: RFC 8628's state machine. */
export function describeDeviceCodes(connections: () => Connections): void {
  let now = 0;
  before(() => (now = Date.now())); // when the suite runs, not when it is read: that may be minutes earlier

  describe('keeping device requests (RFC 8628, section 3.2)', () => {
    it('gives a request back as it came, by device code and by user code, on any connection', async () => {
      const { one, two } = connections();
      const code = someCode(now);
      expect(await one.deviceCodes.open(code)).to.equal('opened');
      const expected = { key: code.key, request: code.request, state: 'pending' };
      expect(await two.deviceCodes.find(code.key)).to.deep.equal(expected);
      expect(await two.deviceCodes.findByUserCode(code.userCodeKey)).to.deep.equal(expected);
    });

    it('gives a request without any optional part back as it came', async () => {
      const { one } = connections();
      const { resource: _, deviceName: __, codeChallenge: ___, dpopThumbprint: ____, ...request } = someCode(now).request;
      const code = {
        ...someCode(now),
        request: { ...request, scopes: [], origin: { address: '::1', userAgent: '' } },
      };
      await one.deviceCodes.open(code);
      expect(await one.deviceCodes.find(code.key)).to.deep.equal({ key: code.key, request: code.request, state: 'pending' });
    });

    it('gives back what it asks of a sign-in', async () => {
      const { one, two } = connections();
      for (const signIn of [{ maxAge: 0 }, { acrValues: ['urn:example:mfa', 'phr'] }, { maxAge: 300, acrValues: ['phr'] }]) {
        const code = someCode(now, { signIn });
        await one.deviceCodes.open(code);
        expect((await two.deviceCodes.find(code.key))?.request).to.deep.equal(code.request);
      }
    });

    it('knows nothing of codes that were never opened', async () => {
      const { deviceCodes } = connections().one;
      expect(await deviceCodes.find(someFingerprint())).to.equal(undefined);
      expect(await deviceCodes.findByUserCode(someFingerprint())).to.equal(undefined);
      expect(await deviceCodes.decide(someFingerprint(), someApproval(now), now)).to.equal('unknown');
      expect(await deviceCodes.spend(someFingerprint(), now)).to.equal(false);
      expect(await deviceCodes.poll(someFingerprint(), now)).to.deep.equal({ kind: 'unknown' });
    });

    it('refuses a user code that a request still known has, and keeps nothing of the second', async () => {
      const { one, two } = connections();
      const first = someCode(now);
      const second = { ...someCode(now), userCodeKey: first.userCodeKey };
      await one.deviceCodes.open(first);
      expect(await two.deviceCodes.open(second)).to.equal('user-code-taken');
      expect(await two.deviceCodes.find(second.key)).to.equal(undefined);
      expect(await two.deviceCodes.findByUserCode(first.userCodeKey)).to.have.property('key', first.key);
    });

    it('lets exactly one of fifty have a user code', async () => {
      const { userCodeKey } = someCode(now);
      const outcomes = await fiftyAtOnce(connections(), ({ deviceCodes }) => deviceCodes.open({ ...someCode(now), userCodeKey }));
      expect(outcomes.filter((outcome) => outcome === 'opened')).to.have.length(1);
    });

    it('never opens the same device code twice', async () => {
      const { deviceCodes } = connections().one;
      const code = someCode(now);
      await deviceCodes.open(code);
      await deviceCodes.decide(code.key, someDenial(now), now);
      const again = await deviceCodes.open({ ...code, userCodeKey: someFingerprint() }).catch((error: unknown) => error);
      expect(again).to.have.property('code', 'storage_failed');
      expect(await deviceCodes.find(code.key)).to.have.property('state', 'denied');
    });

    it('finds an expired request until it is forgotten, and then frees its user code', async () => {
      const { deviceCodes } = connections().one;
      const start = Date.now();
      const code = { ...someCode(start, { expiresAt: start + 1 }), forgetAt: start + 400 };
      await deviceCodes.open(code);
      await sleep(20);
      expect(await deviceCodes.find(code.key)).to.deep.include({ request: code.request });
      expect(await deviceCodes.findByUserCode(code.userCodeKey)).to.deep.include({ request: code.request });

      await sleep(code.forgetAt - Date.now() + 20);
      expect(await deviceCodes.find(code.key)).to.equal(undefined);
      expect(await deviceCodes.findByUserCode(code.userCodeKey)).to.equal(undefined);
      expect(await deviceCodes.decide(code.key, someApproval(start), Date.now())).to.equal('unknown');
      expect(await deviceCodes.open({ ...someCode(start), userCodeKey: code.userCodeKey })).to.equal('opened');
    });
  });

  describe('deciding (RFC 8628, section 3.3): pending → approved or denied', () => {
    for (const decision of [someApproval(now), someDenial(now)]) {
      it(`keeps who ${decision.kind} it, and when`, async () => {
        const { one, two } = connections();
        const code = someCode(now);
        await one.deviceCodes.open(code);
        expect(await one.deviceCodes.decide(code.key, decision, now)).to.equal('decided');
        expect(await two.deviceCodes.find(code.key)).to.deep.equal({
          key: code.key,
          request: code.request,
          state: decision.kind,
          decision,
        });
      });
    }

    it('takes exactly one of fifty decisions, and keeps that one', async () => {
      const code = someCode(now);
      await connections().one.deviceCodes.open(code);
      const outcomes = await fiftyAtOnce(connections(), async ({ deviceCodes }, n) => {
        const decision = n % 3 === 0 ? someDenial(now, `person-${n}`) : someApproval(now, `person-${n}`);
        return { decision, outcome: await deviceCodes.decide(code.key, decision, now) };
      });
      const taken = outcomes.filter(({ outcome }) => outcome === 'decided');
      expect(taken).to.have.length(1);
      expect(outcomes.filter(({ outcome }) => outcome === 'already-decided')).to.have.length(49);
      expect(await connections().two.deviceCodes.find(code.key)).to.deep.include({ decision: taken[0]!.decision });
    });

    it('takes a decision up to the last millisecond, and none from expiresAt on', async () => {
      const { deviceCodes } = connections().one;
      const [inTime, late] = [someCode(now), someCode(now)];
      await deviceCodes.open(inTime);
      await deviceCodes.open(late);
      expect(await deviceCodes.decide(inTime.key, someApproval(now), inTime.request.expiresAt - 1)).to.equal('decided');
      expect(await deviceCodes.decide(late.key, someApproval(now), late.request.expiresAt)).to.equal('expired');
      expect(await deviceCodes.find(late.key)).to.deep.equal({ key: late.key, request: late.request, state: 'pending' });
    });

    it('refuses to decide again: denied stays denied, consumed stays consumed', async () => {
      const { deviceCodes } = connections().one;
      const code = someCode(now);
      await deviceCodes.open(code);
      await deviceCodes.decide(code.key, someDenial(now), now);
      expect(await deviceCodes.decide(code.key, someApproval(now), now)).to.equal('already-decided');
      await deviceCodes.spend(code.key, now);
      expect(await deviceCodes.decide(code.key, someApproval(now), now)).to.equal('already-decided');
      expect(await deviceCodes.find(code.key)).to.have.property('state', 'consumed');
    });
  });

  describe('spending (RFC 8628, section 3.4): approved or denied → consumed', () => {
    for (const decision of [someApproval(now), someDenial(now)]) {
      it(`lets exactly one of fifty spend what was ${decision.kind}`, async () => {
        const { one, two } = connections();
        const code = someCode(now);
        await one.deviceCodes.open(code);
        await one.deviceCodes.decide(code.key, decision, now);
        const spent = await fiftyAtOnce(connections(), ({ deviceCodes }) => deviceCodes.spend(code.key, now + 7));
        expect(spent.filter(Boolean)).to.have.length(1);
        expect(await two.deviceCodes.find(code.key)).to.deep.equal({
          key: code.key,
          request: code.request,
          state: 'consumed',
          decision,
          consumedAt: now + 7,
        });
      });
    }

    it('refuses what nobody decided', async () => {
      const { deviceCodes } = connections().one;
      const code = someCode(now);
      await deviceCodes.open(code);
      expect(await deviceCodes.spend(code.key, now)).to.equal(false);
      expect(await deviceCodes.find(code.key)).to.have.property('state', 'pending');
    });

    it('refuses from expiresAt on, approved or not', async () => {
      const { deviceCodes } = connections().one;
      const code = someCode(now);
      await deviceCodes.open(code);
      await deviceCodes.decide(code.key, someApproval(now), now);
      expect(await deviceCodes.spend(code.key, code.request.expiresAt)).to.equal(false);
      expect(await deviceCodes.spend(code.key, code.request.expiresAt - 1)).to.equal(true);
    });
  });
}
