import { expect } from 'chai';
import fc from 'fast-check';

import type { PairedDevice } from '../../../../server/domain/device.ts';
import { byLastUse, judgeLimit, leastRecentlyUsed } from '../../../../server/domain/device-limit.ts';

function device(id: string, lastUsedAt: number): PairedDevice {
  return {
    ...{ id, accountId: 'alice', clientId: 'console', pairedBy: 'code', scopes: [], pairedAt: 0 },
    ...{ pairedFrom: { address: '', userAgent: '' }, lastUsedAt, lastUsedFrom: '', endsAt: 0 },
  };
}

const awaited = { id: 'x', accountId: 'alice', clientId: 'console', awaitedUntil: 0 };

describe('judgeLimit: is there a place for one more device?', () => {
  const three = [device('a', 30), device('b', 10), device('c', 20)];

  it('there is, below the limit', () => {
    for (const whenFull of ['refuse', 'evict'] as const)
      expect(judgeLimit(three, [], { max: 4, whenFull })).to.deep.equal({ kind: 'free' });
  });

  it('at the limit it is refused, or the one unused for the longest time makes room', () => {
    expect(judgeLimit(three, [], { max: 3, whenFull: 'refuse' })).to.deep.equal({ kind: 'full', max: 3 });
    expect(judgeLimit(three, [], { max: 3, whenFull: 'evict' })).to.deep.equal({ kind: 'evicts', max: 3, device: three[1] });
  });

  it('one that was approved and has not come yet has a place too', () => {
    expect(judgeLimit(three, [awaited], { max: 4, whenFull: 'refuse' })).to.include({ kind: 'full' });
    expect(judgeLimit(three, [awaited], { max: 4, whenFull: 'evict' })).to.deep.include({ kind: 'evicts', device: three[1] });
  });

  it('where all are only awaited, nobody is there to make room', () => {
    expect(judgeLimit([], [awaited], { max: 1, whenFull: 'evict' })).to.deep.equal({ kind: 'free' });
  });

  it('a limit that was made smaller since then is a limit all the same', () => {
    expect(judgeLimit(three, [], { max: 1, whenFull: 'refuse' })).to.include({ kind: 'full' });
  });
});

describe('leastRecentlyUsed', () => {
  it('is the same whoever asks: the order of the list does not matter, nor do equal times', () => {
    const times = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1 }), at: fc.constantFrom(1, 2, 3) }), {
      selector: ({ id }) => id,
      minLength: 1,
    });
    fc.assert(
      fc.property(times, fc.gen(), (list, gen) => {
        const devices = list.map(({ id, at }) => device(id, at));
        const shuffled = gen(fc.shuffledSubarray, devices, { minLength: devices.length });
        expect(leastRecentlyUsed(shuffled)).to.deep.equal(leastRecentlyUsed(devices));
        expect(leastRecentlyUsed(devices)?.lastUsedAt).to.equal(Math.min(...list.map(({ at }) => at)));
        expect([...shuffled].sort(byLastUse)).to.deep.equal([...devices].sort(byLastUse));
      }),
    );
    expect(leastRecentlyUsed([])).to.equal(undefined);
  });
});
