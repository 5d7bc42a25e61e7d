import { expect } from 'chai';

import { judgeRedis } from '../../../../adapters/redis/fitness.ts';
import type { RedisFacts } from '../../../../adapters/redis/fitness.ts';

const GOOD: RedisFacts = { version: '7.0.15', appendOnly: true, evicts: 'noeviction', clockAhead: 0 };

describe('judgeRedis: can it be used, and what should an admin hear?', () => {
  it('has nothing to say about a good one', () => expect(judgeRedis(GOOD)).to.deep.equal({ kind: 'fit', concerns: [] }));

  for (const [version, kind] of [
    ['6.2.0', 'fit'],
    ['10.0.1', 'fit'],
    ['6.0.20', 'too-old'],
    ['5.9.9', 'too-old'],
  ] as const) {
    it(`finds ${version} ${kind}: SET … PXAT came with 6.2`, () =>
      expect(judgeRedis({ ...GOOD, version })).to.have.property('kind', kind));
  }

  for (const [event, facts] of [
    ['storage.redis_may_forget', { appendOnly: false }],
    ['storage.redis_may_evict', { evicts: 'volatile-ttl' }],
    ['storage.redis_clock_differs', { clockAhead: 2001 }],
    ['storage.redis_clock_differs', { clockAhead: -2001 }],
  ] as const) {
    it(`warns with ${event} of ${JSON.stringify(facts)}`, () => {
      const verdict = judgeRedis({ ...GOOD, ...facts });
      expect(verdict).to.have.nested.property('concerns[0].event', event);
    });
  }

  it('takes two seconds between the clocks for nothing', () => {
    expect(judgeRedis({ ...GOOD, clockAhead: -2000 })).to.deep.equal({ kind: 'fit', concerns: [] });
  });
});
