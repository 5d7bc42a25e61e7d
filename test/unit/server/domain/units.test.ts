import { expect } from 'chai';

import { fromNumericDate, later, toNumericDate } from '../../../../server/domain/units.ts';

describe('units of time', () => {
  it('NumericDate is whole seconds, never ahead of the instant (RFC 7519, section 2)', () => {
    expect(toNumericDate(1_700_000_000_999)).to.equal(1_700_000_000);
    expect(toNumericDate(fromNumericDate(1_700_000_000))).to.equal(1_700_000_000);
  });

  it('later adds seconds to milliseconds', () => expect(later(1_700_000_000_001, 5)).to.equal(1_700_000_005_001));
});
