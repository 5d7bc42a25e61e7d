import { randomBytes } from 'node:crypto';

import { expect } from 'chai';
import fc from 'fast-check';

import { createDpopNonces } from '../../../../server/domain/dpop-nonces.ts';

const MINUTE = 60_000;
const START = 30_000_000 * MINUTE;
const secret = randomBytes(32);
const { next, accepts } = createDpopNonces(secret);

describe('nonces for DPoP proofs (RFC 9449, section 8)', () => {
  it('are good at once, for two minutes at least and four at most, whenever they were made', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MINUTE - 1 }), fc.integer({ min: 0, max: 6 * MINUTE }), (offset, age) => {
        const made = START + offset;
        const good = accepts(next(made), made + age);
        if (age <= 2 * MINUTE) expect(good, 'young').to.equal(true);
        if (age >= 4 * MINUTE) expect(good, 'old').to.equal(false);
      }),
    );
  });

  it('end to the millisecond', () => {
    expect(accepts(next(START), START + 4 * MINUTE - 1)).to.equal(true);
    expect(accepts(next(START), START + 4 * MINUTE)).to.equal(false);
  });

  it('are good at a process whose clock is a minute behind, or ahead', () => {
    expect(accepts(next(START), START - MINUTE)).to.equal(true);
    expect(accepts(next(START), START + MINUTE)).to.equal(true);
  });

  it('are the same in every process with this secret, and of no use with another', () => {
    expect(createDpopNonces(secret).next(START)).to.equal(next(START));
    expect(createDpopNonces(randomBytes(32)).accepts(next(START), START)).to.equal(false);
  });

  it('are no other text', () => {
    for (const text of ['', ' ', next(START).slice(1), `${next(START)} `, next(START).toLowerCase()])
      expect(accepts(text, START), text).to.equal(false);
  });
});
