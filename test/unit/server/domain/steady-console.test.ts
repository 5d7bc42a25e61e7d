import { expect } from 'chai';
import fc from 'fast-check';

import { judgePoll } from '../../../../server/domain/poll-pace.ts';
import type { Milliseconds, Seconds } from '../../../../server/domain/units.ts';

const START = 1_700_000_000_000;

/** A console at work: what it waits before each poll, given what it heard last. @returns which polls were in time */
function work(polls: number, interval: Seconds, pause: (n: number, heard: 'pending' | 'slow_down') => Milliseconds): boolean[] {
  let bookedUntil: number | undefined;
  let now = START;
  let heard: 'pending' | 'slow_down' = 'pending';
  return Array.from({ length: polls }, (_, n) => {
    now += pause(n, heard);
    const verdict = judgePoll(bookedUntil, now, interval);
    if (verdict.kind === 'in-time') bookedUntil = verdict.bookedUntil;
    heard = verdict.kind === 'in-time' ? 'pending' : 'slow_down';
    return verdict.kind === 'in-time';
  });
}

/** Where in its jitter each of a thousand polls lies: from 20 % early to 20 % late. */
const jitters = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 1000, maxLength: 1000 });

/** The worst of them: all early, all late, one after the other, and early after the longest wait. */
const WORST: readonly (readonly [string, (n: number) => number])[] = [
  ['always 20 % early', () => -0.2],
  ['always 20 % late', () => 0.2],
  ['late and early in turns', (n) => (n % 2 === 0 ? 0.2 : -0.2)],
  ['early after many late ones', (n) => (n % 100 === 99 ? -0.2 : 0.2)],
];

describe('a console over a thousand polls (RFC 8628, section 3.5)', () => {
  it('keeps five seconds with 20 % of jitter either way: it is never slowed down', () => {
    fc.assert(
      fc.property(jitters, (shares) => {
        expect(work(1000, 5, (n) => 5000 * (1 + (shares[n] ?? 0)))).not.to.include(false);
      }),
      { numRuns: 40 },
    );
  });

  for (const [what, jitter] of WORST) {
    it(`keeps five seconds, ${what}: it is never slowed down`, () => {
      expect(work(1000, 5, (n) => 5000 * (1 + jitter(n)))).not.to.include(false);
    });
  }

  it('is slowed down beyond that: five seconds with 21 % of jitter are too early at some point', () => {
    expect(work(1000, 5, (n) => 5000 * (n % 2 === 0 ? 1.21 : 0.79))).to.include(false);
  });

  it('keeps any interval with 20 % of jitter: of two polls in a row, one is always answered', () => {
    fc.assert(
      fc.property(jitters, fc.integer({ min: 1, max: 600 }), (shares, interval) => {
        const inTime = work(1000, interval, (n) => interval * 1000 * (1 + (shares[n] ?? 0)));
        expect(inTime.some((isInTime, n) => !isInTime && inTime[n + 1] === false)).to.be.false;
      }),
      { numRuns: 40 },
    );
  });

  it('adds five seconds at each slow_down, as it must: from the second poll after any start on, it is answered for good', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 60_000 }), (interval, tooFast) => {
        let wait = tooFast;
        const inTime = work(1000, interval, (_, heard) => {
          if (heard === 'slow_down') wait += 5000;
          return wait;
        });
        const slowedDown = inTime.filter((isInTime) => !isInTime).length;
        expect(slowedDown).to.be.at.most(Math.ceil(interval / 5));
        expect(inTime.slice(-900)).not.to.include(false);
      }),
    );
  });

  it('hammers: it hears slow_down, yet pending once an interval, and is answered at once when it comes to its senses', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 200 }), (interval, every) => {
        const hammering = work(1000, interval, () => every);
        const passed = (999 * every) / (interval * 1000);
        expect(hammering.filter(Boolean).length).to.be.at.least(Math.floor(passed)).and.at.most(1000);
        const sobered = work(1001, interval, (n) => (n === 1000 ? interval * 1000 : every));
        expect(sobered.at(-1)).to.be.true;
      }),
      { numRuns: 50 },
    );
  });
});
