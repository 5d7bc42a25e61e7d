import { expect } from 'chai';
import fc from 'fast-check';

import { apportion } from '../../../../server/domain/approval-policy.ts';

const READ = { name: 'read' };
const WRITE = { name: 'write', roles: ['owner', 'editor'] };
const NOBODY = { name: 'nobody', roles: [] };

describe('apportion: a person hands over only what their roles hold', () => {
  it('everybody has what is for everybody; one of the roles is enough; a scope of no role is for nobody', () => {
    expect(apportion([READ, WRITE, NOBODY], [])).to.deep.equal({ granted: [READ], leftOut: [WRITE, NOBODY] });
    expect(apportion([READ, WRITE, NOBODY], ['editor'])).to.deep.equal({ granted: [READ, WRITE], leftOut: [NOBODY] });
  });

  it('a role is the whole word, in its own case', () => {
    for (const role of ['own', 'Owner', 'owner ', 'owner,editor', ''])
      expect(apportion([WRITE], [role]).granted, JSON.stringify(role)).to.deep.equal([]);
  });

  it('loses nothing, invents nothing, keeps the order, and more roles never grant less', () => {
    const role = fc.constantFrom('owner', 'editor', 'viewer');
    const scope = fc.record({ name: fc.string(), roles: fc.array(role) }, { requiredKeys: ['name'] });
    fc.assert(
      fc.property(fc.array(scope), fc.array(role), role, (asked, roles, more) => {
        const { granted, leftOut } = apportion(asked, roles);
        expect(asked.filter((one) => granted.includes(one))).to.deep.equal(granted);
        expect(asked.filter((one) => !granted.includes(one))).to.deep.equal(leftOut);
        expect(apportion(asked, [...roles, more]).granted).to.include.members(granted);
      }),
    );
  });
});
