import { expect } from 'chai';
import fc from 'fast-check';

import { atLeastAsStrong, findObstacles } from '../../../../server/domain/approval-demands.ts';
import type { ApprovalDemands } from '../../../../server/domain/approval-demands.ts';
import { fromNumericDate } from '../../../../server/domain/units.ts';

const NOTHING: ApprovalDemands = { sameNetwork: 'off', confirmCode: false };
const SIGNED_IN = 1_800_000_000;
const now = (age: number) => fromNumericDate(SIGNED_IN + age);
const circumstances = { network: 'same', authTime: SIGNED_IN, acr: 'mfa' } as const;

describe('findObstacles: what stands between a person and their approval', () => {
  it('nothing, if the client demands nothing', () => {
    expect(findObstacles(NOTHING, { network: 'different' }, now(0))).to.deep.equal([]);
  });

  for (const [sameNetwork, network, obstacles] of [
    ['off', 'different', []],
    ['warn', 'different', []],
    ['refuse', 'same', []],
    ['refuse', 'different', ['other-network']],
    ['refuse', 'unknown', ['network-unknown']],
  ] as const) {
    it(`require_same_network: ${sameNetwork}, and the network is ${network}: ${obstacles.join() || 'nothing'}`, () => {
      expect(findObstacles({ ...NOTHING, sameNetwork }, { ...circumstances, network }, now(0))).to.deep.equal(obstacles);
    });
  }

  it('a sign-in is fresh to the very second, and one of unknown age is not', () => {
    const demands = { ...NOTHING, freshSignIn: 300 };
    expect(findObstacles(demands, circumstances, now(300))).to.deep.equal([]);
    expect(findObstacles(demands, circumstances, now(300) + 999)).to.deep.equal([]);
    expect(findObstacles(demands, circumstances, now(301))).to.deep.equal(['sign-in-too-old']);
    expect(findObstacles(demands, { network: 'same' }, now(0))).to.deep.equal(['sign-in-too-old']);
  });

  it('a sign-in is strong enough if it is one of those that are, and none is not', () => {
    const demands = { ...NOTHING, acrValues: ['mfa', 'phr'] };
    for (const [acr, obstacles] of [
      ['mfa', []],
      ['phr', []],
      ['MFA', ['sign-in-too-weak']],
      ['pwd', ['sign-in-too-weak']],
      ['', ['sign-in-too-weak']],
      [undefined, ['sign-in-too-weak']],
    ] as const)
      expect(findObstacles(demands, { ...circumstances, acr }, now(0)), acr).to.deep.equal(obstacles);
  });

  it('names all of them, what a person can mend last', () => {
    const demands = { sameNetwork: 'refuse', freshSignIn: 1, acrValues: ['phr'], confirmCode: true } as const;
    expect(findObstacles(demands, { ...circumstances, network: 'different' }, now(2))).to.deep.equal([
      'other-network',
      'sign-in-too-weak',
      'sign-in-too-old',
    ]);
  });

  it('never finds fewer when a client demands more', () => {
    const network = fc.constantFrom('same', 'different', 'unknown' as const);
    const age = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(network, age, age, fc.constantFrom('pwd', 'mfa', undefined), (match, seconds, freshSignIn, acr) => {
        const met = { network: match, authTime: SIGNED_IN, acr };
        const lax = findObstacles({ ...NOTHING, freshSignIn }, met, now(seconds));
        const strict = findObstacles(
          { sameNetwork: 'refuse', freshSignIn: freshSignIn / 2, acrValues: ['mfa'], confirmCode: true },
          met,
          now(seconds),
        );
        expect(strict).to.include.members([...lax]);
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
