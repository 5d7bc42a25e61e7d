import { expect } from 'chai';

import { judgeSignIn } from '../../../../server/domain/sign-in-demands.ts';

const NOW = 1_700_000_000_000;
const SECONDS = NOW / 1000;

describe('is a sign-in fresh and strong enough (RFC 9470, section 5)', () => {
  it('is, where nothing is demanded, even if nothing is known', () => {
    expect(judgeSignIn({}, {}, NOW)).to.equal('enough');
  });

  it('may be as old as max_age, and not a second older', () => {
    expect(judgeSignIn({ authTime: SECONDS - 300 }, { maxAge: 300 }, NOW)).to.equal('enough');
    expect(judgeSignIn({ authTime: SECONDS - 301 }, { maxAge: 300 }, NOW)).to.equal('too-old');
  });

  it('is too old if nobody knows how old', () => {
    expect(judgeSignIn({}, { maxAge: 300 }, NOW)).to.equal('too-old');
  });

  it('is strong enough by any of the classes that would do, and by no other or unknown one', () => {
    const demands = { acrValues: ['silver', 'gold'] };
    expect(judgeSignIn({ acr: 'gold' }, demands, NOW)).to.equal('enough');
    expect(judgeSignIn({ acr: 'bronze' }, demands, NOW)).to.equal('too-weak');
    expect(judgeSignIn({}, demands, NOW)).to.equal('too-weak');
  });
});
