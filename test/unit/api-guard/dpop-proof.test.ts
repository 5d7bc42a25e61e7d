import { expect } from 'chai';
import fc from 'fast-check';

import { isRecent, tooOldAt } from '../../../api-guard/dpop-proof.ts';

const proofOf = (iat: number): { jti: string; htu: string; iat: number } => ({ jti: 'j', htu: 'http://localhost/', iat });

describe('api-guard: the time window of a proof (RFC 9449, section 11.1)', () => {
  const window = { past: 75, future: 15 };

  it('ends on the second, both ways', () => {
    const now = 1_700_000_000_999;
    const second = 1_700_000_000;
    expect(isRecent(proofOf(second - 75), window, now)).to.equal(true);
    expect(isRecent(proofOf(second - 76), window, now)).to.equal(false);
    expect(isRecent(proofOf(second + 15), window, now)).to.equal(true);
    expect(isRecent(proofOf(second + 16), window, now)).to.equal(false);
  });

  it('is remembered for as long as it would be accepted, whatever its iat', () => {
    const iats = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 }), fc.double({ min: 0, max: 2 ** 32, noNaN: true }));
    fc.assert(
      fc.property(iats, fc.integer({ min: 0, max: 2 ** 42 }), (iat, now) => {
        if (isRecent(proofOf(iat), window, now)) expect(tooOldAt(proofOf(iat), window)).to.be.greaterThan(now);
      }),
    );
    expect(isRecent(proofOf(1000), window, tooOldAt(proofOf(1000), window))).to.equal(false);
  });
});
