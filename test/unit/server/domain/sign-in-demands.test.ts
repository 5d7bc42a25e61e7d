import { expect } from 'chai';

import { demandedNow, judgeSignIn, tighten } from '../../../../server/domain/sign-in-demands.ts';

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

  it('meets two demands at once: the shorter age, and the classes that both take', () => {
    expect(tighten({}, {})).to.deep.equal({});
    expect(tighten({ maxAge: 300 }, { acrValues: ['gold'] })).to.deep.equal({ maxAge: 300, acrValues: ['gold'] });
    const both = tighten({ maxAge: 300, acrValues: ['silver', 'gold'] }, { maxAge: 60, acrValues: ['gold', 'platinum'] });
    expect(both).to.deep.equal({ maxAge: 60, acrValues: ['gold'] });
  });

  it('is never enough for two demands that have no class in common', () => {
    const neither = tighten({ acrValues: ['silver'] }, { acrValues: ['gold'] });
    for (const acr of ['silver', 'gold', undefined]) expect(judgeSignIn({ acr }, neither, NOW)).to.equal('too-weak');
  });

  it('made since the console asked is fresh enough for what it asked, and none from before that is older than max_age', () => {
    for (const [maxAge, readFor] of [
      [0, 0],
      [0, 500],
      [60, 500],
    ] as const) {
      const demands = demandedNow({ maxAge }, NOW, NOW + readFor * 1000);
      expect(judgeSignIn({ authTime: SECONDS }, demands, NOW + readFor * 1000)).to.equal('enough');
      expect(judgeSignIn({ authTime: SECONDS - maxAge - 1 }, demands, NOW + readFor * 1000)).to.equal('too-old');
    }
  });
});
