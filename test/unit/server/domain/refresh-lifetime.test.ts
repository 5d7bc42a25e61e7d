import { expect } from 'chai';

import { refreshLifetime } from '../../../../server/domain/refresh-lifetime.ts';

describe('how long a refresh token is good', () => {
  const lifetimes = { refreshToken: 100, refreshTokenMax: 1000 };

  it('as long as a token may lie unused', () => {
    expect(refreshLifetime(lifetimes)).to.equal(100);
    expect(refreshLifetime(lifetimes, 101)).to.equal(100);
  });

  it('never longer than what is left of the pairing', () => {
    expect(refreshLifetime(lifetimes, 99)).to.equal(99);
    expect(refreshLifetime({ refreshToken: 2000, refreshTokenMax: 1000 })).to.equal(1000);
  });

  it('and a second at the least, at the very end', () => {
    expect(refreshLifetime(lifetimes, 0)).to.equal(1);
  });
});
