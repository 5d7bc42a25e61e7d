import { expect } from 'chai';
import { readRetryAfter } from '../../../../client-cli/issuer/retry-after.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

describe('Retry-After (RFC 9110, section 10.2.3)', () => {
  it('reads seconds', () => expect(readRetryAfter('120', now)).to.equal(120));
  it('reads a date', () => expect(readRetryAfter('Sat, 21 Nov 2026 12:00:30 GMT', now)).to.equal(30));
  it('takes a date that is over for no wait', () => expect(readRetryAfter('Sat, 21 Nov 2026 11:00:00 GMT', now)).to.equal(0));
  it('ignores what it cannot read', () => {
    for (const value of [null, '', 'soon', '-5', '1e9999999999'])
      expect(readRetryAfter(value, now), String(value)).to.equal(undefined);
  });
});
