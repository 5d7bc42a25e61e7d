import { expect } from 'chai';
import fc from 'fast-check';

import { judgePoll, POLL_TOLERANCE } from '../../../server/domain/poll-pace.ts';
import type { PollOutcome } from '../../../server/ports/device-codes.ts';
import { someApproval, someCode, someDenial } from '../../support/storage-samples.ts';
import { fiftyAtOnce } from './describe-storage.ts';
import type { Connections } from './describe-storage.ts';

/** `poll` of server/ports/device-codes.ts: the pace of RFC 8628, kept across connections. */
export function describePollPace(connections: () => Connections): void {
  let now = 0;
  before(() => (now = Date.now())); // when the suite runs, not when it is read: that may be minutes earlier

  async function openOne(interval: number): Promise<ReturnType<typeof someCode>> {
    const code = someCode(now, { interval });
    await connections().one.deviceCodes.open(code);
    return code;
  }

  const isEarly = (outcome: PollOutcome): boolean => outcome.kind === 'found' && outcome.tooEarly;

  describe('polling (RFC 8628, section 3.5)', () => {
    it('says what it met, and never throttles the first poll', async () => {
      const code = await openOne(5);
      expect(await connections().two.deviceCodes.poll(code.key, now)).to.deep.equal({
        kind: 'found',
        state: 'pending',
        clientId: code.request.clientId,
        expiresAt: code.request.expiresAt,
        tooEarly: false,
      });
    });

    it('draws the line exactly one tolerance before the booked slot', async () => {
      const { one, two } = connections();
      const [early, inTime] = [await openOne(5), await openOne(5)];
      for (const { key } of [early, inTime]) await one.deviceCodes.poll(key, now);
      expect(isEarly(await two.deviceCodes.poll(early.key, now + 5000 - POLL_TOLERANCE - 1))).to.equal(true);
      expect(isEarly(await two.deviceCodes.poll(inTime.key, now + 5000 - POLL_TOLERANCE))).to.equal(false);
    });

    it('agrees with the rule of the domain, whenever the polls come', async () => {
      const back = fc.integer({ min: -30_000, max: 0 }); // clocks are set, and no two processes have the same
      const gaps = fc.array(
        fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 9000 }) }, { weight: 1, arbitrary: back }),
        {
          minLength: 1,
          maxLength: 15,
        },
      );
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 7 }), gaps, async (interval, pauses) => {
          const { one, two } = connections();
          const { key } = await openOne(interval);
          let booked: number | undefined;
          let at = now;
          for (const [n, pause] of pauses.entries()) {
            at += pause;
            const verdict = judgePoll(booked, at, interval);
            if (verdict.kind === 'in-time') booked = verdict.bookedUntil;
            const outcome = await (n % 2 === 0 ? one : two).deviceCodes.poll(key, at);
            expect(isEarly(outcome), `poll ${n} at +${at - now} ms`).to.equal(verdict.kind === 'too-early');
          }
        }),
        { numRuns: 60 },
      );
    });

    it('lets exactly one of fifty polls at once be in time', async () => {
      const { key } = await openOne(5);
      const outcomes = await fiftyAtOnce(connections(), ({ deviceCodes }) => deviceCodes.poll(key, now));
      expect(outcomes.filter((outcome) => !isEarly(outcome))).to.have.length(1);
    });

    it('answers polls of many codes at the same moment, each for itself', async () => {
      const { deviceCodes } = connections().one;
      const codes = await Promise.all(Array.from({ length: 40 }, () => openOne(5)));
      const unknown = someCode(now).key;
      const outcomes = await Promise.all([...codes.map(({ key }) => key), unknown].map((key) => deviceCodes.poll(key, now)));
      expect(outcomes.map((outcome) => (outcome.kind === 'found' ? outcome.expiresAt : 'unknown'))).to.deep.equal([
        ...codes.map(({ request }) => request.expiresAt),
        'unknown',
      ]);
      expect(outcomes.filter(isEarly)).to.deep.equal([]);
      const again = await Promise.all(codes.map(({ key }) => deviceCodes.poll(key, now)));
      expect(again.filter(isEarly), 'each has booked a slot').to.have.length(codes.length);
    });

    for (const decision of [someApproval(now), someDenial(now)]) {
      it(`answers what was ${decision.kind} at once, however early the poll`, async () => {
        const { deviceCodes } = connections().one;
        const { key } = await openOne(5);
        await deviceCodes.poll(key, now);
        await deviceCodes.decide(key, decision, now);
        expect(await deviceCodes.poll(key, now)).to.include({ state: decision.kind, tooEarly: false });
        await deviceCodes.spend(key, now);
        expect(await deviceCodes.poll(key, now)).to.include({ state: 'consumed', tooEarly: false });
      });
    }

    it('answers an expired request at once: there is nothing left to slow down', async () => {
      const { deviceCodes } = connections().one;
      const { key, request } = await openOne(5);
      await deviceCodes.poll(key, request.expiresAt - 1);
      expect(await deviceCodes.poll(key, request.expiresAt)).to.include({ state: 'pending', tooEarly: false });
    });
  });
}
