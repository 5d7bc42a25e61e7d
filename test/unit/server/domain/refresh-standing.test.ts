import { expect } from 'chai';

import { LOST_ANSWER_WINDOW, judgeRefresh, standingIn } from '../../../../server/domain/refresh-standing.ts';

const NOW = 1_800_000_000_000;
const JUST_IN_TIME = NOW - LOST_ANSWER_WINDOW;
const TOO_LATE = JUST_IN_TIME - 1;

describe('what a presented refresh token is (RFC 9700, section 4.14.2)', () => {
  for (const isBound of [false, true]) {
    describe(isBound ? 'bound to a key' : 'not bound', () => {
      it('the current one is rotated', () => {
        expect(judgeRefresh({ standing: 'current', isBound }, NOW)).to.equal('rotate');
        expect(judgeRefresh({ standing: 'current', rotatedAt: TOO_LATE, isBound }, NOW)).to.equal('rotate');
      });
      it('the one before it is answered again within the window, to the millisecond', () => {
        expect(judgeRefresh({ standing: 'previous', rotatedAt: JUST_IN_TIME, isBound }, NOW)).to.equal('repeat');
        expect(judgeRefresh({ standing: 'previous', rotatedAt: TOO_LATE, isBound }, NOW)).to.equal('reused');
      });
      it('a spent one is reuse, whenever it comes', () => {
        expect(judgeRefresh({ standing: 'spent', rotatedAt: NOW, isBound }, NOW)).to.equal('reused');
      });
      it('a replaced successor that comes at once is a crossing refresh', () => {
        expect(judgeRefresh({ standing: 'replaced', rotatedAt: JUST_IN_TIME, isBound }, NOW)).to.equal('refuse');
      });
    });
  }

  it('a replaced successor that comes later had arrived: somebody else asked again, unless both had to prove one key', () => {
    expect(judgeRefresh({ standing: 'replaced', rotatedAt: TOO_LATE, isBound: false }, NOW)).to.equal('reused');
    expect(judgeRefresh({ standing: 'replaced', rotatedAt: TOO_LATE, isBound: true }, NOW)).to.equal('refuse');
  });
});

describe('where a refresh token stands in its line', () => {
  const line = { current: 'd', previous: 'a', replaced: ['b', 'c', ''] };
  for (const [key, standing] of Object.entries({ d: 'current', a: 'previous', b: 'replaced', c: 'replaced', e: 'spent' })) {
    it(`${key} of ${JSON.stringify(line)} is ${standing}`, () => {
      expect(standingIn(line, key)).to.equal(standing);
    });
  }

  it('nothing came before the first one', () => {
    expect(standingIn({ current: 'a', replaced: [''] }, 'a')).to.equal('current');
    expect(standingIn({ current: 'a', replaced: [''] }, 'b')).to.equal('spent');
  });
});
