import { expect } from 'chai';
import { pacePoll } from '../../../../client-cli/device-grant/poll-pace.ts';

const NO_JITTER = 0;
const MOST_JITTER = 0.999;
const start = { interval: 5, troubles: 0 };

describe('how long the console waits between polls (RFC 8628, section 3.5)', () => {
  it('keeps the interval while the answer is pending', () => {
    expect(pacePoll(start, { kind: 'pending' }, MOST_JITTER)).to.deep.equal({ pace: start, wait: 5000 });
  });

  it('adds five seconds at slow_down, for that and all later polls', () => {
    const once = pacePoll(start, { kind: 'slow-down' }, NO_JITTER);
    expect(once).to.deep.equal({ pace: { interval: 10, troubles: 0 }, wait: 10_000 });
    expect(pacePoll(once.pace, { kind: 'pending' }, NO_JITTER).wait).to.equal(10_000);
    expect(pacePoll(once.pace, { kind: 'slow-down' }, NO_JITTER).wait).to.equal(15_000);
  });

  it('doubles the wait with each trouble, up to thirty seconds', () => {
    let pace = start;
    const waits = [1, 2, 3, 4].map(() => {
      const next = pacePoll(pace, { kind: 'trouble' }, NO_JITTER);
      ({ pace } = next);
      return next.wait;
    });
    expect(waits).to.deep.equal([10_000, 20_000, 30_000, 30_000]);
  });

  it('scatters the waits of a thousand consoles by a quarter at most', () => {
    expect(pacePoll(start, { kind: 'trouble' }, MOST_JITTER).wait).to.be.within(12_400, 12_500);
  });

  it('goes back to the interval as soon as a proper answer comes', () => {
    expect(pacePoll({ interval: 5, troubles: 7 }, { kind: 'pending' }, NO_JITTER)).to.deep.equal({ pace: start, wait: 5000 });
  });

  it('never polls faster than the interval, even when backing off is capped below it', () => {
    expect(pacePoll({ interval: 60, troubles: 0 }, { kind: 'trouble' }, NO_JITTER).wait).to.equal(60_000);
  });

  for (const kind of ['pending', 'slow-down', 'trouble'] as const) {
    it(`honours a longer Retry-After at ${kind}, and ignores a shorter one`, () => {
      expect(pacePoll(start, { kind, retryAfter: 90 }, NO_JITTER).wait).to.equal(90_000);
      expect(pacePoll(start, { kind, retryAfter: 0 }, NO_JITTER).wait).to.be.at.least(5000);
    });
  }
});
