import { expect } from 'chai';

import { changeThatEnds } from '../../../../server/domain/account-change.ts';
import type { AccountChange } from '../../../../server/domain/account-change.ts';

const ALL: readonly AccountChange[] = ['password_change', 'lock'];

describe('changeThatEnds: what happens to an account and ends its devices', () => {
  const device = { credentials: 'of the old password' };

  it('nothing, as long as nothing happens', () => {
    expect(changeThatEnds(device, { credentials: 'of the old password' }, ALL)).to.equal(undefined);
  });

  it('a lock, another password: where the settings say so, and only there', () => {
    const changed = { credentials: 'of the new password' };
    expect(changeThatEnds(device, undefined, ALL)).to.equal('lock');
    expect(changeThatEnds(device, undefined, ['password_change'])).to.equal(undefined);
    expect(changeThatEnds(device, changed, ALL)).to.equal('password_change');
    expect(changeThatEnds(device, changed, ['lock'])).to.equal(undefined);
    expect(changeThatEnds(device, changed, [])).to.equal(undefined);
  });

  it('no password change where one of the two is not known: somebody else signed this person in', () => {
    expect(changeThatEnds({}, { credentials: 'x' }, ALL)).to.equal(undefined);
    expect(changeThatEnds(device, {}, ALL)).to.equal(undefined);
  });
});
