import { expect } from 'chai';

import { median, ratio, summarise, takeTurns } from '../../../../bench/measure/take-turns.ts';
import type { Series } from '../../../../bench/measure/take-turns.ts';

const series = (name: string, ...rates: number[]): Series => ({ name, turns: rates.map((perSecond) => ({ perSecond })) });

describe('the bench compares what ran side by side', () => {
  it('gives everybody one turn a round, in alternating order', async () => {
    const order: string[] = [];
    const contestant = (name: string) => ({
      name,
      takeTurn: () => Promise.resolve({ perSecond: order.push(name) }),
    });
    const [first, second] = await takeTurns([contestant('a'), contestant('b')], 3);
    expect(order.join('')).to.equal('abbaab');
    expect(first).to.deep.equal(series('a', 1, 4, 5));
    expect(second).to.deep.equal(series('b', 2, 3, 6));
  });

  it('takes the middle value, and the mean of two in the middle', () => {
    expect(median([9, 1, 5])).to.equal(5);
    expect(median([4, 1, 2, 9])).to.equal(3);
    expect(median([7])).to.equal(7);
    expect(median([])).to.be.NaN;
  });

  it('compares round by round, so that a slow round of both changes nothing', () => {
    expect(ratio(series('a', 300, 30, 303), series('b', 100, 10, 101))).to.equal(3);
  });

  it('leaves out a figure that is not known of every turn', () => {
    expect(summarise({ name: 'a', turns: [{ perSecond: 1, cpu: 2 }, { perSecond: 3 }] })).to.deep.equal({
      perSecond: 2,
      p50: undefined,
      p99: undefined,
      cpu: undefined,
    });
  });
});
