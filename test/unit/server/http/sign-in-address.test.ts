import { expect } from 'chai';

import { readSignInDemands, signInAddress } from '../../../../server/http/sign-in-address.ts';

const read = (address: string) => readSignInDemands(Object.fromEntries(new URL(address, 'http://localhost').searchParams));

describe('the address where people sign in', () => {
  it('leads back, and says what is demanded of the sign-in by its standard names (OpenID Connect Core, section 3.1.2.1)', () => {
    expect(signInAddress('/device')).to.equal('/sign-in?return_to=/device');
    expect(signInAddress('/a?b=c&d')).to.equal('/sign-in?return_to=/a%3Fb%3Dc%26d');
    const demands = { maxAge: 300, acrValues: ['urn:example:mfa', 'gold'] };
    expect(read(signInAddress('/device', demands))).to.deep.equal(demands);
    expect(read(signInAddress('/device', { maxAge: 0 }))).to.deep.equal({ maxAge: 0 });
  });

  for (const query of [
    'max_age=-1',
    'max_age=1e9',
    'max_age=',
    'acr_values=',
    'acr_values=a%0d%0ab',
    `acr_values=${'a'.repeat(501)}`,
  ])
    it(`demands nothing by ${query.slice(0, 30)}`, () => {
      expect(read(`/sign-in?${query}`)).to.deep.equal({});
    });
});
