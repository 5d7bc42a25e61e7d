import { expect } from 'chai';

import { stateAt } from '../../../../server/domain/pairing-state.ts';

const EXPIRES_AT = 1_700_000_600_000;

describe('stateAt: the life of a device request (RFC 8628, section 3.5)', () => {
  for (const stored of ['pending', 'approved', 'denied'] as const) {
    it(`is ${stored} up to the last millisecond, and expired from expiresAt on`, () => {
      expect(stateAt(stored, EXPIRES_AT, EXPIRES_AT - 1)).to.equal(stored);
      expect(stateAt(stored, EXPIRES_AT, EXPIRES_AT)).to.equal('expired');
    });
  }

  it('stays consumed: a second use is to be told from a late one', () => {
    expect(stateAt('consumed', EXPIRES_AT, EXPIRES_AT + 1)).to.equal('consumed');
  });
});
