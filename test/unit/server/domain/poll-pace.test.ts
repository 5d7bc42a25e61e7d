import { expect } from 'chai';
import fc from 'fast-check';

import { judgePoll, POLL_TOLERANCE } from '../../../../server/domain/poll-pace.ts';

const START = 1_700_000_000_000;
const INTERVAL = 5;

/** Polls one after the other, each after a pause; tells which were in time. */
function pollAfter(pauses: readonly number[], interval = INTERVAL): boolean[] {
  let bookedUntil: number | undefined;
  let now = START;
  return pauses.map((pause) => {
    now += pause;
    const verdict = judgePoll(bookedUntil, now, interval);
    if (verdict.kind === 'in-time') bookedUntil = verdict.bookedUntil;
    return verdict.kind === 'in-time';
  });
}

describe('judgePoll: the pace of polling (RFC 8628, section 3.5)', () => {
  it('finds the first poll in time, whenever it comes, and books the slot one interval ahead', () => {
    expect(judgePoll(undefined, START, INTERVAL)).to.deep.equal({ kind: 'in-time', bookedUntil: START + 5000 });
  });

  it('draws the line exactly one tolerance before the booked slot', () => {
    const slot = START + 5000;
    expect(judgePoll(slot, slot - POLL_TOLERANCE - 1, INTERVAL)).to.deep.equal({ kind: 'too-early' });
    expect(judgePoll(slot, slot - POLL_TOLERANCE, INTERVAL)).to.deep.equal({
      kind: 'in-time',
      bookedUntil: slot - POLL_TOLERANCE + 5000,
    });
  });

  it('counts the next slot from the moment of the poll, so that a late poll is not followed by a burst', () => {
    expect(judgePoll(START, START + 60_000, INTERVAL)).to.deep.equal({ kind: 'in-time', bookedUntil: START + 65_000 });
  });

  it('never refuses a console that keeps the interval, however late each poll arrives, up to the tolerance', () => {
    const jitter = fc.array(fc.integer({ min: 0, max: POLL_TOLERANCE }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(jitter, fc.integer({ min: 1, max: 60 }), (delays, interval) => {
        const arrivals = delays.map((delay, n) => n * interval * 1000 + delay);
        const pauses = arrivals.map((arrival, n) => Math.max(0, arrival - (arrivals[n - 1] ?? 0)));
        expect(pollAfter(pauses, interval)).to.not.include(false);
      }),
    );
  });

  it('does not punish: after any number of refusals the slot is where it was', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 100 }), (hurry) => {
        const spent = hurry.reduce((sum, pause) => sum + pause, 0);
        const verdicts = pollAfter([0, ...hurry, INTERVAL * 1000 - spent]);
        expect(verdicts.slice(1, -1)).to.not.include(true);
        expect(verdicts.at(-1)).to.equal(true);
      }),
    );
  });

  it('does not hold a slot against a console that was booked by another clock: one that is set back costs two polls at the most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 0, max: 86_400_000 }), (interval, setBack) => {
        const pace = interval * 1000;
        const [, , , ...fromTheThirdOn] = pollAfter([0, pace - setBack, pace, pace, pace, pace], interval);
        expect(fromTheThirdOn).to.deep.equal([true, true, true]);
      }),
    );
  });

  it('draws the line exactly two intervals ahead', () => {
    expect(judgePoll(START + 10_000, START, INTERVAL)).to.deep.equal({ kind: 'too-early' });
    expect(judgePoll(START + 10_001, START, INTERVAL)).to.deep.equal({ kind: 'in-time', bookedUntil: START + 5000 });
  });

  it('lets nobody poll faster than the interval less the tolerance', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 1, maxLength: 200 }), (pauses) => {
        const elapsed = pauses.slice(1).reduce((sum, pause) => sum + pause, 0);
        const inTime = pollAfter(pauses).filter(Boolean).length;
        expect(inTime).to.be.at.most(1 + Math.floor(elapsed / (INTERVAL * 1000 - POLL_TOLERANCE)));
      }),
    );
  });
});
