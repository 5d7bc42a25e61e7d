import { expect } from 'chai';
import fc from 'fast-check';

import { atLeastAsStrong, findObstacle } from '../../../../server/domain/approval-demands.ts';
import type { ApprovalDemands } from '../../../../server/domain/approval-demands.ts';
import { fromNumericDate } from '../../../../server/domain/units.ts';

const NOTHING: ApprovalDemands = { sameNetwork: 'off', signIn: {}, confirmCode: false };
const SIGNED_IN = 1_800_000_000;
const now = (age: number) => fromNumericDate(SIGNED_IN + age);
const alice = { authTime: SIGNED_IN, acr: 'mfa' };

describe('findObstacle: what stands between a person and their approval', () => {
  it('nothing, if the client demands nothing', () => {
    expect(findObstacle(NOTHING, {}, 'different', now(0))).to.equal(undefined);
  });

  for (const [sameNetwork, network, obstacle] of [
    ['off', 'different', undefined],
    ['warn', 'different', undefined],
    ['warn', 'unknown', undefined],
    ['refuse', 'same', undefined],
    ['refuse', 'different', 'other-network'],
    ['refuse', 'unknown', 'network-unknown'],
  ] as const) {
    it(`require_same_network: ${sameNetwork}, and the network is ${network}: ${obstacle ?? 'nothing'}`, () => {
      expect(findObstacle({ ...NOTHING, sameNetwork }, alice, network, now(0))).to.equal(obstacle);
    });
  }

  it('a sign-in is fresh to the very second, and one of unknown age is not', () => {
    const demands = { ...NOTHING, signIn: { maxAge: 300 } };
    expect(findObstacle(demands, alice, 'same', now(300) + 999)).to.equal(undefined);
    expect(findObstacle(demands, alice, 'same', now(301))).to.equal('sign-in-too-old');
    expect(findObstacle(demands, { acr: 'mfa' }, 'same', now(0))).to.equal('sign-in-too-old');
  });

  it('a sign-in is strong enough if it is one of those that are, to the letter', () => {
    const demands = { ...NOTHING, signIn: { acrValues: ['mfa', 'phr'] } };
    for (const [acr, obstacle] of [
      ['mfa', undefined],
      ['phr', undefined],
      ['MFA', 'sign-in-too-weak'],
      ['pwd', 'sign-in-too-weak'],
      ['', 'sign-in-too-weak'],
      [undefined, 'sign-in-too-weak'],
    ] as const)
      expect(findObstacle(demands, { ...alice, acr }, 'same', now(0)), acr).to.equal(obstacle);
  });

  it('names the network first, because signing in again would be for nothing', () => {
    const demands = { sameNetwork: 'refuse', signIn: { maxAge: 1, acrValues: ['phr'] }, confirmCode: true } as const;
    expect(findObstacle(demands, alice, 'different', now(2))).to.equal('other-network');
  });

  it('lets nobody through who was not let through with fewer demands', () => {
    const network = fc.constantFrom('same', 'different', 'unknown' as const);
    const age = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(network, age, age, fc.constantFrom('pwd', 'mfa', undefined), (match, seconds, maxAge, acr) => {
        const person = { authTime: SIGNED_IN, acr };
        const lax: ApprovalDemands = { ...NOTHING, signIn: { maxAge } };
        const strict: ApprovalDemands = { ...lax, sameNetwork: 'refuse', signIn: { maxAge: maxAge / 2, acrValues: ['mfa'] } };
        if (findObstacle(lax, person, match, now(seconds)) !== undefined)
          expect(findObstacle(strict, person, match, now(seconds))).not.to.equal(undefined);
      }),
    );
  });
});

describe('atLeastAsStrong: the sign-ins from one up', () => {
  const levels = ['pwd', 'mfa', 'phr'];
  it('is the level itself and all above it', () => {
    expect(atLeastAsStrong(levels, 'mfa')).to.deep.equal(['mfa', 'phr']);
    expect(atLeastAsStrong(levels, 'pwd')).to.deep.equal(levels);
  });

  it('is none at all for a level that is not there: a slip of the pen lets nobody in', () => {
    expect(atLeastAsStrong(levels, 'mfaa')).to.deep.equal([]);
    expect(atLeastAsStrong([], 'mfa')).to.deep.equal([]);
  });
});
