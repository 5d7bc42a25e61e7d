import { expect } from 'chai';
import { isFresh, stateOf } from '../../../../client-cli/session/freshness.ts';

const now = 1_000_000;

describe('whether a token is fresh enough', () => {
  it('is as long as it has exactly the time that was asked for', () => {
    expect(isFresh({ accessTokenExpiresAt: now + 30_000 }, 30, now)).to.equal(true);
    expect(isFresh({ accessTokenExpiresAt: now + 29_999 }, 30, now)).to.equal(false);
  });

  it('is when the server never said how long it lives (RFC 6749, section 5.1)', () => {
    expect(isFresh({ accessTokenExpiresAt: undefined }, 3600, now)).to.equal(true);
  });

  it('names the state of a login', () => {
    expect(stateOf(undefined, now)).to.equal('logged_out');
    expect(stateOf({ accessTokenExpiresAt: now + 1000, refreshToken: undefined }, now)).to.equal('valid');
    expect(stateOf({ accessTokenExpiresAt: now + 999, refreshToken: 'rt' }, now)).to.equal('refreshable');
    expect(stateOf({ accessTokenExpiresAt: now, refreshToken: undefined }, now)).to.equal('expired');
  });
});
