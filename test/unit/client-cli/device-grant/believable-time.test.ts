import { expect } from 'chai';
import { believableCodeLife, believableInterval, believableLife } from '../../../../client-cli/device-grant/believable-time.ts';

const TEN_YEARS = 315_360_000;

describe('spans of time that a server says', () => {
  it('are taken up to ten years, and for unsaid where they are none (RFC 6749, section 5.1)', () => {
    expect([0, 600, TEN_YEARS].map(believableLife)).to.deep.equal([0, 600, TEN_YEARS]);
    for (const odd of [-1, NaN, Infinity, 1e300, TEN_YEARS + 1, undefined])
      expect(believableLife(odd), String(odd)).to.equal(undefined);
  });

  it('let a code live for ten years at most, and not at all where they are none (RFC 8628, section 3.2)', () => {
    expect([600, 1e300, Infinity, -1, NaN].map(believableCodeLife)).to.deep.equal([600, TEN_YEARS, TEN_YEARS, 0, 0]);
  });

  it('never let a timer run over, which would poll without a pause', () => {
    expect([5, 1e300].map(believableInterval)).to.deep.equal([5, 86_400]);
  });
});
